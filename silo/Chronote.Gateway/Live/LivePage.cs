namespace Chronote.Gateway.Live;

/// <summary>
/// A meeting in a browser: its transcript as it grows, and its notes. The page itself holds nothing of any meeting; what it shows it asks for with the key
/// that the reader gives it, which stays in that tab. It loads nothing from outside.
/// </summary>
internal static class LivePage
{
    public static void Map(WebApplication app) => app.MapGet("/meetings/{meeting}", (HttpContext http) =>
    {
        http.Response.Headers.ContentSecurityPolicy =
            "default-src 'none'; connect-src 'self'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        return Results.Content(Html, "text/html; charset=utf-8");
    }).ExcludeFromDescription();

    private const string Html = """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>Meeting · Chronote</title>
        <style>
          body { font: 16px/1.5 system-ui; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
          input { font: 14px monospace; width: 22rem; max-width: 100%; } .who { font-weight: 600; } .at { color: #667; font-variant-numeric: tabular-nums; }
          pre { white-space: pre-wrap; background: #f7f7fa; padding: .6rem; } #state { color: #667; }
        </style>
        <h1 id="name">Meeting</h1>
        <p><label>Key (kept in this tab only) <input id="key" type="password" autocomplete="off" placeholder="chr_…"></label> <span id="state"></span></p>
        <div id="lines"></div>
        <pre id="notes" hidden></pre>
        <script>
          const part = id => document.getElementById(id);
          const here = '/api/v1/meetings/' + location.pathname.split('/').filter(Boolean).pop();
          const clock = seconds => new Date(seconds * 1000).toISOString().slice(11, 19);
          // A link brings its key behind the #, which is sent to nobody.
          part('key').value = location.hash.slice(1) || sessionStorage.getItem('key') || '';
          part('key').addEventListener('change', () => { sessionStorage.setItem('key', part('key').value); look(); });
          const ask = path => fetch(here + path, { headers: { Authorization: 'Bearer ' + part('key').value } });
          let shown = '';
          async function look() {
            if (!part('key').value) { part('state').textContent = 'A key of this meeting is needed to read it.'; return; }
            try {
              const answer = await ask('/transcript.json');
              if (!answer.ok) { part('state').textContent = (await answer.json()).title; return; }
              const body = await answer.text();
              if (body === shown) return;
              shown = body;
              const { segments, phase } = JSON.parse(body);
              const meeting = await (await ask('')).json();
              part('name').textContent = meeting.name || meeting.id;
              part('state').textContent = phase;
              part('lines').replaceChildren(...segments.filter(each => !each.suppressed).map(each => {
                const line = document.createElement('p');
                for (const [kind, text] of [['at', clock(each.start) + ' '], ['who', (each.speaker || each.track) + ': '], ['', each.text]]) {
                  const piece = document.createElement('span'); piece.className = kind; piece.textContent = text; line.append(piece);
                }
                return line;
              }));
              const notes = await ask('/notes.md');
              part('notes').hidden = !notes.ok;
              if (notes.ok) part('notes').textContent = await notes.text();
            } catch { part('state').textContent = 'The server can not be reached; trying again.'; }
          }
          look(); setInterval(look, 3000);
        </script>
        """;
}
