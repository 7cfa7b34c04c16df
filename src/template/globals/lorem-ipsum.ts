import { requireListRoom, requireTextRoom } from '../../python/size-limit.ts';

const words =
  'a ac accumsan ad adipiscing aenean aliquam aliquet amet ante aptent arcu at auctor augue bibendum blandit class commodo condimentum congue consectetuer consequat conubia convallis cras cubilia cum curabitur curae cursus dapibus diam dictum dictumst dignissim dis dolor donec dui duis egestas eget eleifend elementum elit enim erat eros est et etiam eu euismod facilisi facilisis fames faucibus felis fermentum feugiat fringilla fusce gravida habitant habitasse hac hendrerit hymenaeos iaculis id imperdiet in inceptos integer interdum ipsum justo lacinia lacus laoreet lectus leo libero ligula litora lobortis lorem luctus maecenas magna magnis malesuada massa mattis mauris metus mi molestie mollis montes morbi mus nam nascetur natoque nec neque netus nibh nisi nisl non nonummy nostra nulla nullam nunc odio orci ornare parturient pede pellentesque penatibus per pharetra phasellus placerat platea porta porttitor posuere potenti praesent pretium primis proin pulvinar purus quam quis quisque rhoncus ridiculus risus rutrum sagittis sapien scelerisque sed sem semper senectus sit sociis sociosqu sodales sollicitudin suscipit suspendisse taciti tellus tempor tempus tincidunt torquent tortor tristique turpis ullamcorper ultrices ultricies urna ut varius vehicula vel velit venenatis vestibulum vitae vivamus viverra volutpat vulputate'.split(
    ' ',
  );

/** Jinja2's `lipsum()`: so many paragraphs of between `min` and `max` words. */
export function loremIpsum(paragraphs: number, html: boolean, min: number, max: number): string {
  requireListRoom(paragraphs);
  requireTextRoom(Math.max(0, paragraphs) * Math.max(min, max));
  const texts = Array.from({ length: Math.max(0, paragraphs) }, () => paragraph(min, max));
  return html ? texts.map((text) => `<p>${text}</p>`).join('\n') : texts.join('\n\n');
}

function paragraph(min: number, max: number): string {
  const count = min + Math.floor(Math.random() * Math.max(1, max - min));
  let text = '';
  let capital = true;
  let sentence = 0;
  for (let index = 0; index < count; index++) {
    const word = words[Math.floor(Math.random() * words.length)] as string;
    text += `${index > 0 ? ' ' : ''}${capital ? word.charAt(0).toUpperCase() + word.slice(1) : word}`;
    sentence++;
    capital = sentence > 10 && Math.random() < 0.1;
    if (capital) {
      text += '.';
      sentence = 0;
    } else if (Math.random() < 0.05) text += ',';
  }
  return `${text.replace(/[.,]$/, '')}.`;
}
