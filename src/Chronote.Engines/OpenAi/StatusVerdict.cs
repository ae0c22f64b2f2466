namespace Chronote.Engines.OpenAi;

/// <summary>Whose fault an answer that is no success is. Everything that follows hangs on it: waiting, telling somebody, or giving the unit
/// up.</summary>
internal static class StatusVerdict
{
    public static CallOutcome Of(int status, string server, ErrorBody error, TimeSpan? retryAfter)
    {
        var said = error.Message is { } message ? $": {message}" : "";
        return status switch
        {
            // OpenAI answers an empty account with 429; waiting does not fill it.
            429 when error.Code is "insufficient_quota" or "billing_not_active"
                => new CallOutcome.Ours($"{server} says the account has no credit left{said}"),
            429 => new CallOutcome.Theirs($"{server} asks for fewer requests (429){said}", retryAfter, RateLimited: true),
            408 or 409 or 425 or >= 500 => new CallOutcome.Theirs($"{server} failed ({status}){said}", retryAfter),
            // Their text may repeat parts of the key, so it is not shown.
            401 => new CallOutcome.Ours($"{server} does not accept the key (401): check ApiKey."),
            403 => new CallOutcome.Ours($"{server} forbids this with the key it was given (403): check ApiKey and what it may do."),
            404 or 405 or 410 => new CallOutcome.Ours($"{server} has no such interface or model ({status}): check BaseUrl and Model{said}"),
            400 or 413 or 415 or 422 when IsSetting(error)
                => new CallOutcome.Ours($"{server} does not accept our settings ({status}){said}"),
            400 or 413 or 415 or 422 => new CallOutcome.Refused(status, $"{server} refused it ({status}){said}", error.Field),
            >= 300 and < 400
                => new CallOutcome.Ours($"{server} sends us elsewhere ({status}), and audio never follows: set BaseUrl to where it moved."),
            >= 400 => new CallOutcome.Ours($"{server} refuses us ({status}){said}"),
            _ => new CallOutcome.Theirs($"{server} gave an unexpected answer ({status})."),
        };
    }

    private static bool IsSetting(ErrorBody error) => error.Field is "model" || error.Code is "model_not_found";
}
