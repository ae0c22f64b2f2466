using Chronote.Recorder.Terminal;

namespace Chronote.Recorder.Record;

/// <summary>The end of a recording: every source stops, what is open is closed and kept. It happens once, for whichever reason comes first.</summary>
internal sealed class RecordingEnd
{
    private readonly CancellationTokenSource ended = new();

    public CancellationToken Token => ended.Token;

    public bool IsSpoolFull { get; private set; }

    public bool ByTheServer { get; private set; }

    public void ByTheUser() => ended.Cancel();

    /// <summary>The meeting takes nothing new.</summary>
    public void BecauseTheMeetingIsOver()
    {
        ByTheServer = true;
        ended.Cancel();
    }

    public void BecauseTheSpoolIsFull(IScreen screen)
    {
        IsSpoolFull = true;
        screen.Say(
            "The spool on this disk is full (CHRONOTE_Recorder__SpoolBytesMax, or too little free space). Recording ends here; "
            + "everything recorded is kept and delivered when the server answers.");
        ended.Cancel();
    }
}
