namespace Chronote.Gateway.Operating;

/// <summary>The API description as a page with a form to try each request. It loads nothing from outside.</summary>
internal static class DocsPage
{
    public static void Map(WebApplication app) => app.MapGet("/docs", () => Results.Content(Html, "text/html; charset=utf-8")).ExcludeFromDescription();

    private const string Html = """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>Chronote API</title>
        <style>
          body { font: 15px/1.5 system-ui; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
          details { border: 1px solid #ccd; border-radius: 6px; margin: .5rem 0; padding: .4rem .8rem; }
          summary { cursor: pointer; } code { background: #f2f2f6; padding: 0 .2em; }
          input, textarea { font: 13px monospace; width: 100%; box-sizing: border-box; } pre { background: #f7f7fa; overflow: auto; padding: .6rem; max-height: 24rem; }
          .method { display: inline-block; width: 4.5rem; font-weight: 600; }
        </style>
        <h1>Chronote API</h1>
        <p>The sentences behind it are in <code>docs/PROTOCOL.md</code>; the description itself is
           <a href="/openapi/v1.json">/openapi/v1.json</a>; errors explain themselves under <a href="/problems">/problems</a>.</p>
        <p><label>Key (kept in this page only) <input id="key" type="password" autocomplete="off" placeholder="chr_…"></label></p>
        <div id="operations"></div>
        <script>
          const list = document.getElementById('operations');
          const element = (tag, text) => { const made = document.createElement(tag); if (text) made.textContent = text; return made; };
          fetch('/openapi/v1.json').then(answer => answer.json()).then(api => {
            for (const [path, methods] of Object.entries(api.paths)) for (const [method, operation] of Object.entries(methods)) {
              const box = element('details'), head = element('summary'), name = element('span', method.toUpperCase());
              name.className = 'method'; head.append(name, element('code', path), document.createTextNode(' ' + (operation.summary ?? '')));
              const address = element('input'), headers = element('input'), body = element('textarea'), file = element('input'), send = element('button', 'Send'), shown = element('pre');
              address.value = path; headers.placeholder = 'headers as Name: value; Name: value'; body.rows = 4; file.type = 'file';
              const example = operation.requestBody?.content?.['application/json']?.example; if (example) body.value = JSON.stringify(example, null, 2);
              box.append(head, address, headers); if (!['get', 'delete'].includes(method)) box.append(body, file); box.append(send, shown);
              send.onclick = async () => {
                const given = { Authorization: 'Bearer ' + document.getElementById('key').value };
                for (const line of headers.value.split(';')) { const at = line.indexOf(':'); if (at > 0) given[line.slice(0, at).trim()] = line.slice(at + 1).trim(); }
                const content = ['get', 'delete'].includes(method) ? undefined : file.files[0] ?? (body.value || undefined);
                const answer = await fetch(address.value, { method: method.toUpperCase(), headers: given, body: content });
                const text = await answer.text();
                shown.textContent = answer.status + ' ' + answer.statusText + '\n\n' + text;
              };
              list.append(box);
            }
          });
        </script>
        </html>
        """;
}
