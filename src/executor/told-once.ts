import type { EventSink } from '../events/event-sink.ts';
import type { RunEvent } from '../events/run-event.ts';
import type { RenderJobs } from '../template/waiting/render-jobs.ts';

/** What is told while a job runs comes once, when it is complete, though the job may be run again. */
export function toldOnce(emit: EventSink, jobs: RenderJobs): EventSink {
  return (event, span) => {
    if (jobs.isRunning) jobs.tell(wordsOf(event), () => emit(event, span));
    else emit(event, span);
  };
}

function wordsOf(event: RunEvent): string {
  const text = 'message' in event ? event.message : 'text' in event ? event.text : '';
  return `${event.kind} ${String(text)}`;
}
