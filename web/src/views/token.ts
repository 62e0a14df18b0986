import { h } from '../dom';
import type { Messages } from '../messages';

/** A field for the token that the service asks for. */
export function tokenForm(messages: Messages, use: (token: string) => void): HTMLElement[] {
  const input = h('input', { type: 'password', autocomplete: 'off', required: true });
  const form = h(
    'form',
    { class: 'row token' },
    h('label', {}, h('span', {}, messages.token), input),
    h('button', { type: 'submit' }, messages.useToken),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    use(input.value.trim());
  });
  return [h('p', { class: 'hint' }, messages.tokenWhy), form];
}
