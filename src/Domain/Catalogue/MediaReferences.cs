using System.Text.RegularExpressions;

namespace Cesuur.Domain.Catalogue;

/// <summary>The files that a <see cref="RichText"/> names: a <c>src</c> that is the id of a media.</summary>
public static partial class MediaReferences
{
    public static IEnumerable<Id<Media>> In(string? text) =>
        text is null ? [] : Source().Matches(text).Select(match => IdOf(match)).OfType<Id<Media>>();

    /// <summary>The text as a browser can show it: every id replaced with the address where the file is found.</summary>
    public static string Resolve(string text, Func<Id<Media>, string> addressOf) => Source().Replace(
        text, match => IdOf(match) is { } id ? $"src=\"{addressOf(id).Replace("&", "&amp;", StringComparison.Ordinal)}\"" : match.Value);

    private static Id<Media>? IdOf(Match match) => Id<Media>.TryRead(match.Groups[1].Value, out var id) ? id : null;

    [GeneratedRegex(@"(?<=\s)src=""(media_[0-9a-z]{26})""")]
    private static partial Regex Source();
}
