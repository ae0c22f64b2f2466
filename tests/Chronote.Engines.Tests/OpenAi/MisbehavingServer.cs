using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Chronote.Engines.Tests.OpenAi;

/// <summary>A server on this machine that speaks OpenAI's protocol, and behaves as a test wants it to.</summary>
public sealed class MisbehavingServer : IAsyncLifetime
{
    private WebApplication? app;

    /// <summary>What it does with the next requests.</summary>
    public RequestDelegate Behaviour { get; set; } = Behaviours.Status(500);

    /// <summary>Requests it has seen, each with its form fields where it read them.</summary>
    public List<SeenRequest> Seen { get; } = [];

    public string BaseUrl { get; private set; } = "";

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(100));
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        app = builder.Build();
        app.Run(Serve);
        await app.StartAsync();
        BaseUrl = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/v1";
    }

    public async Task DisposeAsync()
    {
        if (app is not null) await app.DisposeAsync();
    }

    private async Task Serve(HttpContext http)
    {
        var form = http.Request.HasFormContentType ? await http.Request.ReadFormAsync() : null;
        var body = form is null ? await new StreamReader(http.Request.Body).ReadToEndAsync() : "";
        using var file = new MemoryStream();
        if (form?.Files.GetFile("file") is { } upload) await upload.CopyToAsync(file);
        lock (Seen) Seen.Add(new SeenRequest(http.Request.Path, http.Request.Headers.Authorization.ToString(), form, file.ToArray(), body));
        await Behaviour(http);
    }
}

public sealed record SeenRequest(string Path, string Authorization, IFormCollection? Form, byte[] File, string Body);
