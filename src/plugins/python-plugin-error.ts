import { NamedPluginError } from '../template/plugin-failure.ts';

/** What Python raised, as bootstrap/controller/failure.py describes it. */
export interface Raised {
  readonly message: string;
  readonly type: string;
  readonly traceback: string;
  /** Whether it says that a host cannot be reached. */
  readonly unreachable: boolean;
  /**
   * Whether it was raised while another exception was handled. Ansible lists such an exception separately
   * from the one around it.
   */
  readonly apart: boolean;
  /** What it says to do about it. */
  readonly hint?: string | null | undefined;
  /** Whether the plug-in could not even be loaded. */
  readonly loading: boolean;
}

/** What a Python plug-in raised: its message with those of its causes. */
export class PythonPluginError extends NamedPluginError {
  readonly raised: Raised;
  constructor(plugin: string, raised: Raised) {
    const { apart, hint, loading } = raised;
    super(plugin, raised.message, { apart, failedToLoad: loading, ...(hint && { hint }) });
    this.raised = raised;
  }
}
