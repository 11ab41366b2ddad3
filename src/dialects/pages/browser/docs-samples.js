/* Shows how an operation is asked for with curl, fetch and the client, above its responses. */

// Where the samples of the document say that the server is (dialects/documents/code-samples.ts).
const SERVER = 'https://id.example.com'

/** The package is in no registry. */
const FROM_WHERE =
  'In the repository of Gatehouse type npm run client, and in your project npm install ../gatehouse/client.'

/** A plugin of Swagger UI. */
export const codeSamples = (spec) => (system) => {
  const { createElement, useState } = system.React

  function Samples({ samples }) {
    const [shown, choose] = useState(samples[0].label)
    const [told, tell] = useState('')
    const { source } = samples.find(({ label }) => label === shown)
    const text = source.replaceAll(SERVER, location.origin)
    const copy = () =>
      navigator.clipboard.writeText(text).then(
        () => tell('Copied'),
        () => tell('Not copied'),
      )
    const button = (label, onClick, pressed) =>
      createElement('button', { key: label, type: 'button', onClick, 'aria-pressed': pressed }, label)
    return createElement(
      'div',
      { className: 'samples' },
      createElement('h4', null, 'In a program'),
      createElement(
        'div',
        { className: 'samples-bar' },
        samples.map(({ label }) =>
          button(
            label,
            () => {
              choose(label)
              tell('')
            },
            label === shown,
          ),
        ),
        button('Copy', copy),
        createElement('span', { role: 'status' }, told),
      ),
      createElement('pre', { tabIndex: 0, 'aria-label': `With ${shown}` }, text),
      shown === 'client' && createElement('p', null, FROM_WHERE),
    )
  }

  return {
    wrapComponents: {
      responses: (Original) => (props) => {
        const samples = spec.paths[props.path]?.[props.method]?.['x-codeSamples']
        return createElement(
          'div',
          null,
          samples && createElement(Samples, { samples }),
          createElement(Original, props),
        )
      },
    },
  }
}
