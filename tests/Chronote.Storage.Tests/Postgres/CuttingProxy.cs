using System.Net.Sockets;

namespace Chronote.Storage.Tests.Postgres;

/// <summary>Stands between a store and its server, and cuts the line where a test wants it: for one commit, before the server hears of it or before its answer is heard.</summary>
public sealed class CuttingProxy : IDisposable
{
    private static readonly byte[] Commit = "COMMIT\0"u8.ToArray();

    private readonly TemporaryFolder _folder = new();
    private readonly string _server;
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly List<Socket> _lines = [];
    private int _cut;

    public CuttingProxy(string server)
    {
        _server = server;
        _listener.Bind(new UnixDomainSocketEndPoint(Path.Combine(Host, ".s.PGSQL.5432")));
        _listener.Listen();
        _ = Accept();
    }

    public string Host => _folder.Path;

    /// <summary>The next commit is cut.</summary>
    public void CutNextCommit(Cut where) => Interlocked.Exchange(ref _cut, (int)where);

    /// <summary>All lines there are.</summary>
    public void CutAll()
    {
        lock (_lines)
        {
            foreach (var line in _lines) line.Dispose();
            _lines.Clear();
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        CutAll();
        _folder.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true) _ = Serve(await _listener.AcceptAsync());
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task Serve(Socket client)
    {
        var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        lock (_lines) _lines.AddRange([client, server]);
        try
        {
            await server.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(_server, ".s.PGSQL.5432")));
            var answersCut = new StrongBox();
            await Task.WhenAny(Pump(client, server, asked: true, answersCut), Pump(server, client, asked: false, answersCut));
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // One side is gone; the other hears it now.
        }
        client.Dispose();
        server.Dispose();
    }

    private async Task Pump(Socket from, Socket to, bool asked, StrongBox answersCut)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReceiveAsync(buffer) is var count and > 0)
        {
            if (asked && buffer.AsSpan(0, count).IndexOf(Commit) >= 0)
            {
                var cut = (Cut)Interlocked.Exchange(ref _cut, 0);
                if (cut == Cut.BeforeTheServerHears) return;
                if (cut == Cut.BeforeItsAnswer) answersCut.Value = true;
            }
            if (!asked && answersCut.Value) return;
            for (var sent = 0; sent < count;) sent += await to.SendAsync(buffer.AsMemory(sent, count - sent));
        }
    }

    private sealed class StrongBox
    {
        public volatile bool Value;
    }
}

public enum Cut { Nowhere, BeforeTheServerHears, BeforeItsAnswer }
