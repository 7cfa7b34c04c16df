import { choice } from '../config/choice.ts';
import type { Config } from '../config/config.ts';
import type { InventorySettings } from '../inventory/options.ts';

/** What ansible.cfg and the environment say of reading an inventory. */
export function readInventorySettings(config: Config): InventorySettings {
  return {
    enabledPlugins: config.get('INVENTORY_ENABLED'),
    unparsedIsFailed: config.get('INVENTORY_UNPARSED_IS_FAILED'),
    anyUnparsedIsFailed: config.get('INVENTORY_ANY_UNPARSED_IS_FAILED'),
    unparsedWarning: config.get('INVENTORY_UNPARSED_WARNING'),
    transformInvalidGroupCharacters: choice(config.get('TRANSFORM_INVALID_GROUP_CHARS'), [
      'always',
      'never',
      'ignore',
      'silently',
    ]),
    hostPatternMismatch: choice(config.get('HOST_PATTERN_MISMATCH'), ['warning', 'error', 'ignore']),
    ignoredExtensions: config.get('INVENTORY_IGNORE_EXTS'),
    ignoredPatterns: config.get('INVENTORY_IGNORE_PATTERNS'),
    useExtraVariables: config.get('INVENTORY_USE_EXTRA_VARS'),
    yamlExtensions: config.get('INVENTORY_YAML_EXTENSIONS') ?? config.get('YAML_FILENAME_EXTENSIONS'),
    hashBehaviour: choice(config.get('DEFAULT_HASH_BEHAVIOUR'), ['replace', 'merge']),
    precedence: config.get('VARIABLE_PRECEDENCE'),
    runVarsPlugins: choice(config.get('RUN_VARS_PLUGINS'), ['demand', 'start']),
    alwaysShowScriptErrors: config.get('INVENTORY_SCRIPT_STDERR'),
  };
}
