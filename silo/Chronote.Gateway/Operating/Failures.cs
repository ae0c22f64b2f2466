using Chronote.Domain.Ports;
using Chronote.Gateway.Problems;
using Microsoft.Extensions.Logging;

namespace Chronote.Gateway.Operating;

/// <summary>Turns what was not expected into a problem with a stable code. The sender may always repeat (P-5).</summary>
internal static partial class Failures
{
    public static async Task Catch(HttpContext http, RequestDelegate next)
    {
        try
        {
            await next(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for an answer.
        }
        catch (BadHttpRequestException bad)
        {
            await Answer(http, bad.StatusCode == 413 ? ProblemResult.Of("too_large", bad.Message) : ProblemResult.Of("bad_request", bad.Message));
        }
        catch (EndOfStreamException)
        {
            await Answer(http, ProblemResult.Of("bad_request", "The body ended before its Content-Length."));
        }
        catch (StoreException failure)
        {
            await Answer(http, ProblemResult.Of(failure));
        }
        catch (Exception failure)
        {
            var log = http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Failures).FullName!);
            LogUnexpected(log, http.TraceIdentifier, http.Request.Method, http.Request.Path, failure);
            await Answer(http, ProblemResult.Of("internal"));
        }
    }

    private static async Task Answer(HttpContext http, ProblemResult problem)
    {
        if (http.Response.HasStarted) http.Abort();
        else await problem.ExecuteAsync(http);
    }
}
