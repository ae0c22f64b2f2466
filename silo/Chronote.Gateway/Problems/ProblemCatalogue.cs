using Chronote.Domain;

namespace Chronote.Gateway.Problems;

/// <summary>Every error the edge answers: its stable code, its status, and what its page says (P-2).</summary>
/// <param name="Effect">What it means for the recording.</param>
/// <param name="Remedy">What to do.</param>
public sealed record ProblemKind(string Code, int Status, string Title, string Cause, string Effect, string Remedy);

public static class ProblemCatalogue
{
    private const string Kept = "None: nothing was stored and nothing was lost, as long as the sender keeps the chunk.";
    private const string NoEffect = "None.";

    public static IReadOnlyList<ProblemKind> All { get; } =
    [
        new("unknown_key", 401, "The key is missing or unknown", "The request has no Authorization header, or its key is not one of this server's.", Kept, "Send Authorization: Bearer KEY. The first start prints where the admin key is."),
        new("unknown_meeting", 404, "There is no such meeting", "The meeting does not exist, or belongs to another tenant.", Kept, "Check the id and the key."),
        new("unknown_track", 404, "There is no such track", "The meeting has no track of this id.", Kept, "Check the id; a track begins with its first chunk or epoch."),
        new("unknown_epoch", 422, "There is no such epoch", "The chunk names an epoch that was never opened.", Kept, "Open an epoch first and use the number in its answer."),
        new("stale_epoch", 409, "Another writer took the track over", "A newer epoch was opened since this writer's.", "The chunk was not stored; the newer writer may deliver it under its own fence.", "Stop writing. To take the track back, open an epoch with the newest one as seen_epoch."),
        new("conflict", 409, "Another chunk is stored under this number", "The digest differs from the stored one's.", "The stored chunk stays; this one was not stored.", "Two sources number the same track. Give each a track of its own."),
        new("after_stop", 409, "The meeting was stopped before this chunk", "The sequence number lies above the last one named at stop.", "The chunk was not stored.", "Name the right last sequence number when stopping."),
        new("cancelled", 409, "The meeting was cancelled", "Somebody cancelled it.", "The chunk was not stored.", "Create another meeting."),
        new("too_late", 410, "The meeting takes no late chunks any more", "The late limit (7 days after stop) has passed.", "The chunk was not stored.", "Import the audio as a meeting of its own."),
        new("deleted", 410, "The meeting was deleted", "Somebody deleted it.", "The chunk was not stored.", "Delete the audio here too."),
        new("over_credit", 429, "The track is too far ahead", "Too many chunks lie between the first missing one and this one.", Kept, "Send the missing chunks first (GET the track), or declare them lost."),
        new("declared_lost", 409, "This number was given up", "The owner of the newest epoch declared it lost.", "The chunk was not stored; the gap is recorded.", "Nothing; the declaration is final."),
        new("seq_outside_epoch", 422, "The number lies outside its epoch", "The sequence number is not one of the epoch the chunk names.", Kept, "Send each chunk with the epoch that recorded it."),
        new("epoch_required", 422, "Epoch and writer epoch are required", "The track's epoch was opened by name.", Kept, "Send Chronote-Epoch and Chronote-Writer-Epoch."),
        new("digest_required", 422, "A digest is required", "The track's epoch was opened by name.", Kept, "Send Content-Digest: sha-256=:…:."),
        new("place_required", 422, "A place is required", "The track's epoch was opened by name.", Kept, "Send Chronote-Start-Samples."),
        new("place_out_of_range", 422, "The place lies outside the timeline", "It is negative, or more than 24 h ahead of the server's clock.", Kept, "Ask the meeting's clock for the present place."),
        new("too_many_tracks", 422, "The meeting has all the tracks it can have", "A meeting has at most 256 tracks.", Kept, "Use another meeting."),
        new("last_seq_behind", 422, "A later chunk is stored already", "The last sequence number named lies below the greatest stored.", "The meeting was not stopped.", "Name the right number."),
        new("key_reused", 422, "The idempotency key was used for another body", "The same Idempotency-Key came before with other content.", NoEffect, "Use a new key."),
        new("not_recording", 409, "The meeting has ended", "This can only be asked of a meeting that still records.", NoEffect, "Delete it instead, or create another."),
        new("length_required", 411, "The length is required", "The body has no Content-Length.", Kept, "Send the chunk with its length."),
        new("too_large", 413, "The body is too large", "It is over the limit named in the detail.", Kept, "Cut the audio into smaller chunks."),
        new("unsupported_media", 415, "This is not audio that can be stored", "Chunks are Ogg/Opus, WAV or FLAC.", Kept, "Convert it, for instance: ffmpeg -i in -c:a libopus out.ogg"),
        new("digest_mismatch", 422, "The body does not match its digest", "It was changed on the way, or the header is wrong.", Kept, "Send it again."),
        new("bad_audio", 422, "The audio is malformed", "The detail says what is wrong and at which byte.", Kept, "Mend the encoder or the file; the same bytes will be refused again."),
        new("bad_request", 400, "The request is malformed", "The detail names the part.", Kept, "Mend the request."),
        new("invalid", 422, "A value is not allowed", "The detail names the field and its range.", Kept, "Mend the value."),
        new("not_available", 422, "This is not there yet", "The field or feature named in the detail has no effect in this version, so it is refused rather than ignored.", NoEffect, "Leave it out."),
        new("not_found", 404, "There is nothing here", "No such address, or not made yet.", NoEffect, "See /docs for what there is."),
        new("busy", 503, "The server can't take more just now", "More waits to be written than may wait.", Kept, "Send the same request again after Retry-After."),
        new("storage_full", 503, "The server's disk is full", "There is no room for the chunk.", Kept, "Make room on the disk of the data folder; recorders go on trying."),
        new("storage_unavailable", 503, "The server's storage refused", "The disk or the database could not be written.", Kept, "See the server's log; recorders go on trying."),
        new("internal", 500, "Something unexpected happened", "A mistake of ours.", "Unknown: the request may or may not have taken effect. Sending it again is safe.", "Send it again; if it stays, report it with the request id."),
    ];

    public static ProblemKind Of(string code) => All.First(kind => kind.Code == code);

    public static ProblemKind Of(RefusalCode code) => Of(code switch
    {
        RefusalCode.UnknownMeeting => "unknown_meeting",
        RefusalCode.UnknownTrack => "unknown_track",
        RefusalCode.UnknownEpoch => "unknown_epoch",
        RefusalCode.StaleEpoch => "stale_epoch",
        RefusalCode.Conflict => "conflict",
        RefusalCode.AfterStop => "after_stop",
        RefusalCode.Cancelled => "cancelled",
        RefusalCode.TooLate => "too_late",
        RefusalCode.Deleted => "deleted",
        RefusalCode.OverCredit => "over_credit",
        RefusalCode.DeclaredLost => "declared_lost",
        RefusalCode.SeqOutsideEpoch => "seq_outside_epoch",
        RefusalCode.EpochRequired => "epoch_required",
        RefusalCode.DigestRequired => "digest_required",
        RefusalCode.PlaceRequired => "place_required",
        RefusalCode.PlaceOutOfRange => "place_out_of_range",
        RefusalCode.TooManyTracks => "too_many_tracks",
        RefusalCode.LastSeqBehind => "last_seq_behind",
        RefusalCode.KeyReused => "key_reused",
        RefusalCode.NotRecording => "not_recording",
        RefusalCode.AlreadyStored => "conflict",
        _ => throw new System.Diagnostics.UnreachableException(code.ToString()),
    });
}
