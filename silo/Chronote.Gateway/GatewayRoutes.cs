using System.Text.Json;
using Chronote.Domain.Ports;
using Chronote.Gateway.Ingest;
using Chronote.Gateway.Keys;
using Chronote.Gateway.Live;
using Chronote.Gateway.Meetings;
using Chronote.Gateway.Operating;
using Chronote.Gateway.Problems;
using Chronote.Gateway.Reading;
using Chronote.Wire;

namespace Chronote.Gateway;

/// <summary>The HTTP surface: its parts and their order.</summary>
public static class GatewayRoutes
{
    public static void AddGateway(this IServiceCollection services)
    {
        services.AddSingleton<Callers>();
        services.AddSingleton<ChunkIngest>();
        services.AddSingleton<TrackCalls>();
        services.AddSingleton<MeetingCalls>();
        services.AddSingleton<Readiness>();
        services.AddSingleton<ChronoteMeters>();
        services.AddSingleton<MetricsPage>();
        services.AddOpenApi("v1", ApiDescription.Configure);
        // A parameter that can't be read reaches Failures, which answers with a problem; else the answer would be a bare 400.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, WireJson.Default));
    }

    public static void MapGateway(this WebApplication app)
    {
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(RequestIds).FullName!);
        app.Use((http, next) => RequestIds.Set(http, next, log));
        app.Use(Failures.Catch);
        Map(app.MapGroup("/api/v1/meetings").WithTags("meetings"));
        // The older name of the same resource: same handlers, same ids; listed once in the description.
        Map(app.MapGroup("/api/v1/recordings").ExcludeFromDescription());
        MemoryEndpoint.Map(app.MapGroup("/api/v1/admin").WithTags("admin"));
        HealthEndpoints.Map(app);
        DocsPage.Map(app);
        LivePage.Map(app);
        app.MapOpenApi("/openapi/{documentName}.json");
        // Every path, also one that looks like a file's: an error is always a problem (P-2).
        app.MapFallback("{*path}", () => ProblemResult.Of("not_found"));
    }

    private static void Map(RouteGroupBuilder meetings)
    {
        MeetingEndpoints.Map(meetings);
        TrackEndpoints.Map(meetings);
        ReadingEndpoints.Map(meetings);
        EventStream.Map(meetings);
    }
}
