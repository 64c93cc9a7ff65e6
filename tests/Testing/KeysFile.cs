namespace Cesuur.Testing;

/// <summary>The file that development writes its keys to, just after it has begun to listen.</summary>
public static class KeysFile
{
    /// <summary>What it says for a name, once it says it.</summary>
    public static async Task<string> ReadAsync(string path, string name) => (await TestJobs.EventuallyAsync(
        () => Task.FromResult(Find(path, name + "=")), found => found is not null))!;

    private static string? Find(string path, string start)
    {
        var text = File.Exists(path) ? File.ReadAllText(path) : "";
        return text[..(text.LastIndexOf('\n') + 1)].Split('\n') // its last line may be half written
            .FirstOrDefault(line => line.StartsWith(start, StringComparison.Ordinal))?[start.Length..];
    }
}
