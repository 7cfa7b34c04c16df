import type { Config } from '../config/config.ts';
import { builtinRegistry } from '../template/builtin-registry.ts';
import { TemplateEngine } from '../template/engine.ts';
import type { RenderJobs } from '../template/waiting/render-jobs.ts';

/** The engine of a run, with the filters, tests and lookups that mitorun has and the settings that concern templates. */
export function templateEngine(config: Config, jobs?: RenderJobs): TemplateEngine {
  const extensions: unknown = config.get('DEFAULT_JINJA2_EXTENSIONS');
  const untrusted: unknown = config.get('_TEMPLAR_UNTRUSTED_TEMPLATE_BEHAVIOR');
  return new TemplateEngine({
    registry: builtinRegistry(),
    ...(jobs && { jobs }),
    settings: {
      extensions: Array.isArray(extensions) ? extensions.map(String) : [],
      allowBrokenConditionals: config.get('ALLOW_BROKEN_CONDITIONALS'),
      allowEmbeddedTemplates: config.get('ALLOW_EMBEDDED_TEMPLATES'),
      untrustedTemplates: untrusted === 'warning' || untrusted === 'error' ? untrusted : undefined,
    },
  });
}
