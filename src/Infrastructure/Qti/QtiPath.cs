namespace Cesuur.Infrastructure.Qti;

/// <summary>Names of files in a package.</summary>
internal static class QtiPath
{
    /// <summary>A name as archives of Windows have it, with the slashes of all others.</summary>
    public static string Slashed(string name) => name.Replace('\\', '/');

    /// <summary>Whether a name stays within the package, on every system that could unpack it.</summary>
    public static bool IsSafe(string name) => name.Length is > 0 and <= 1024
        && !name.StartsWith('/') && !name.Contains('\\', StringComparison.Ordinal) && !name.Any(char.IsControl)
        && !(name.Length > 1 && name[1] == ':')
        && name.TrimEnd('/').Split('/').All(step => step is not ("" or "." or ".."));

    /// <summary>
    /// The file that an address in a document names: relative to the document's folder, percent-encoded or not, without
    /// query and fragment. Null when it leads out of the package, or to another place altogether.
    /// </summary>
    public static string? Resolve(string document, string address)
    {
        var path = Slashed(address.Split('#', '?')[0].Trim());
        if (path.Length == 0 || path.Contains(':', StringComparison.Ordinal) || path.StartsWith('/'))
        {
            return null;
        }

        var steps = new List<string>(document.Split('/')[..^1]);
        foreach (var step in Uri.UnescapeDataString(path).Split('/'))
        {
            switch (step)
            {
                case "" or ".":
                    break;
                case ".." when steps.Count == 0:
                    return null;
                case "..":
                    steps.RemoveAt(steps.Count - 1);
                    break;
                default:
                    steps.Add(step);
                    break;
            }
        }

        var name = string.Join('/', steps);
        return IsSafe(name) ? name : null;
    }
}
