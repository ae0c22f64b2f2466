using System.Runtime.InteropServices;
using Chronote.Recorder.Record;
using Chronote.Recorder.Terminal;

namespace Chronote.Recorder.Running;

/// <summary>Ctrl-C and SIGTERM: the first ends the recording and delivers it, the second leaves at once with everything in the spool.</summary>
internal sealed class EndSignals : IDisposable
{
    private readonly PosixSignalRegistration[] registrations;
    private readonly SynchronizationContext thread = SynchronizationContext.Current!;
    private int signals;

    public EndSignals(RecordingEnd end, IScreen screen) =>
        registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }.Select(signal => PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            if (Interlocked.Increment(ref signals) > 1)
            {
                Console.Error.WriteLine("Left. What was not delivered is on this disk: chronote record --resume goes on, chronote spool delivers it.");
                Environment.Exit(ExitCode.Interrupted);
            }
            thread.Post(_ =>
            {
                screen.Say("Ending: the open chunks are closed and delivered. Ctrl-C again leaves at once.");
                end.ByTheUser();
            }, null);
        }))];

    public void Dispose()
    {
        foreach (var registration in registrations) registration.Dispose();
    }
}
