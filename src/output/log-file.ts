/** Levels that Ansible's log file has. */
export type LogLevel = 'INFO' | 'WARNING' | 'ERROR';

/** Takes one message, which may have several lines. */
export type LogWriter = (message: string, level: LogLevel) => void;

export interface LogFileSettings {
  readonly append: (text: string) => void;
  readonly processId: number;
  readonly user: string;
  readonly now: () => Date;
}

/** DEFAULT_LOG_PATH's file: time (local, milliseconds), process, user and level before each message, as Python's logging. */
export function logFileWriter({ append, processId, user, now }: LogFileSettings): LogWriter {
  return (message, level) =>
    append(`${timestamp(now())} p=${processId} u=${user} n=ansible ${level}| ${message}\n`);
}

function timestamp(time: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  const clock = `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
  return `${day} ${clock},${String(time.getMilliseconds()).padStart(3, '0')}`;
}
