namespace Cesuur.Domain;

/// <summary>Pointers into JSON documents (RFC 6901).</summary>
public static class JsonPointer
{
    /// <summary>A member's name as a step of a pointer; a name that a request brings may hold anything.</summary>
    public static string Escape(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
