import { shellCommand } from '../../python/shell-split.ts';
import { literally, type BecomeMethod } from './step.ts';
import { behindShellText } from './shell-text.ts';

/** `Password` as the translations of su ask for it. */
const passwordWords =
  'Password|암호|パスワード|Adgangskode|Contraseña|Contrasenya|Hasło|Heslo|Jelszó|Lösenord|Mật khẩu|Mot de passe|Parola|' +
  'Parool|Pasahitza|Passord|Passwort|Salasana|Sandi|Senha|Wachtwoord|ססמה|Лозинка|Парола|Пароль|गुप्तशब्द|शब्दकूट|' +
  'సంకేతపదము|හස්පදය|密码|密碼|口令';

/** su, with its prompt in whatever language the target speaks. */
export const su: BecomeMethod = {
  name: 'su',
  wrap(step, command) {
    return behindShellText(
      [step.executable ?? 'su', step.flags ?? ''],
      [...(step.user === '' ? [] : [step.user]), '-c', shellCommand(command)],
    );
  },
  prompt: (_marker, { prompts = [] }) => {
    const words = prompts.length === 0 ? passwordWords : prompts.map(literally).join('|');
    return `(?:${words})\\s*(?::|：)`;
  },
  wrong: 'Authentication failure',
  missing: undefined,
  forbidden: undefined,
};
