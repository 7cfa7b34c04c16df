import { shellCommand } from '../../python/shell-split.ts';
import { literally, type Step, type StepOptions } from './step.ts';
import { behindShellText } from './shell-text.ts';

/** `Password` as the translations of su ask for it. */
const passwordWords =
  'Password|암호|パスワード|Adgangskode|Contraseña|Contrasenya|Hasło|Heslo|Jelszó|Lösenord|Mật khẩu|Mot de passe|Parola|' +
  'Parool|Pasahitza|Passord|Passwort|Salasana|Sandi|Senha|Wachtwoord|ססמה|Лозинка|Парола|Пароль|गुप्तशब्द|शब्दकूट|' +
  'సంకేతపదము|හස්පදය|密码|密碼|口令';

/** su, with its prompt in whatever language the target speaks. */
export const su = {
  wrap({ become_exe, become_flags, become_user }, command) {
    return behindShellText(
      [become_exe ?? 'su', become_flags ?? ''],
      [...(become_user ? [become_user] : []), '-c', shellCommand(command)],
    );
  },
  prompts({ become_pass, prompt_l10n = [] }) {
    const words = prompt_l10n.length === 0 ? passwordWords : prompt_l10n.map(literally).join('|');
    return [{ pattern: `(?:${words})\\s*(?::|：)`, answer: become_pass }];
  },
  wrong: 'Authentication failure',
  missing: undefined,
  forbidden: undefined,
} as const satisfies Step<StepOptions['su']>;
