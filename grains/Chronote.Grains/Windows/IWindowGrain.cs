namespace Chronote.Grains.Windows;

/// <summary>A window's artefacts and summary. Key: meeting/window.</summary>
[Alias("window")]
public interface IWindowGrain : IGrainWithStringKey
{
    /// <summary>Brings files and summary up to date with the rows. Returns when it is done; nothing happens when they are.</summary>
    [Alias("refresh")]
    Task Refresh();
}
