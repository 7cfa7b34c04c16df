/**
 * The ansible-core whose language mitorun speaks, and so the version that it gives as its own: `ansible_version`, `--version`,
 * what collections ask for, the form of cached facts. Modules may come from another one (`mitorun content list`).
 */
export const languageVersion = '2.19.11';
