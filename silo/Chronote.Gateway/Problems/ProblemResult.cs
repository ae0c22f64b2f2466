using System.Text.Json;
using Chronote.Domain;
using Chronote.Domain.Ports;
using Chronote.Wire;

namespace Chronote.Gateway.Problems;

/// <summary>An error as the edge answers it (RFC 9457).</summary>
public sealed class ProblemResult(ProblemKind kind, string? detail, TimeSpan? retryAfter = null, long? newestEpoch = null) : IResult
{
    private static readonly TimeSpan CreditWait = TimeSpan.FromSeconds(1);

    public ProblemKind Kind => kind;

    public string? Detail => detail;

    /// <summary>When to ask again, where that can help.</summary>
    public TimeSpan? RetryAfter => retryAfter;

    /// <summary>With <c>stale_epoch</c>: what the writer should have known.</summary>
    public long? NewestEpoch => newestEpoch;

    public static ProblemResult Of(string code, string? detail = null) => new(ProblemCatalogue.Of(code), detail);

    public static ProblemResult Of(Refusal refusal) => new(
        ProblemCatalogue.Of(refusal.Code), refusal.Detail, refusal.Code == RefusalCode.OverCredit ? CreditWait : null, refusal.NewestEpoch);

    public static ProblemResult Of(StoreException failure) => new(ProblemCatalogue.Of(failure.Fault switch
    {
        StoreFault.Busy => "busy",
        StoreFault.Full => "storage_full",
        _ => "storage_unavailable",
    }), failure.Message, failure.RetryAfter);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (request, response) = (httpContext.Request, httpContext.Response);
        response.StatusCode = kind.Status;
        response.ContentType = "application/problem+json";
        if (retryAfter is { } wait) response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString();
        if (kind.Status == 401) response.Headers.WWWAuthenticate = "Bearer";
        if (kind.Status == 403) response.Headers.WWWAuthenticate = "Bearer error=\"insufficient_scope\""; // RFC 6750
        await JsonSerializer.SerializeAsync(response.Body, new Problem
        {
            Type = $"{request.Scheme}://{request.Host}/problems/{kind.Code}",
            Title = kind.Title,
            Status = kind.Status,
            Detail = detail,
            Code = kind.Code,
            RequestId = httpContext.TraceIdentifier,
            NewestEpoch = newestEpoch,
        }, WireJson.Default.Problem, httpContext.RequestAborted);
    }
}
