using System.Security.Cryptography;
using System.Text;
using Chronote.Domain;

namespace Chronote.Grains.Windows;

/// <summary>Names of a window's files in blob storage. A user's track id never becomes part of a path.</summary>
internal static class WindowObjects
{
    /// <summary>What the names of all of a track's files of a window begin with, whatever their revision or attempt.</summary>
    public static string PrefixOf(TrackKey track, int window) => $"{PrefixOf(track.Meeting, window)}{Digest(track.Track.Value)}-";

    public static string PrefixOf(MeetingId meeting, int window) => $"{meeting}/{window}/";

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
}
