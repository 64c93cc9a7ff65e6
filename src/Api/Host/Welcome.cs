using Cesuur.Api.Samples;

namespace Cesuur.Api.Host;

/// <summary>What development says once it listens.</summary>
internal static class Welcome
{
    public static void Print(WebApplication app, IReadOnlyList<SeededOrganisation> seeded)
    {
        var address = app.Urls.First();
        var school = seeded.First(organisation => organisation.Role == "organisation");
        var keys = KeysFile(app.Configuration);
        if (keys is not null)
        {
            WriteKeys(keys, address, seeded);
        }

        Console.WriteLine($"""

            Cesuur listens at {address}; the docs are at {address}/docs

            {string.Join("\n", seeded.Select(organisation => $"  {organisation.Role,-13} {organisation.Name,-26} {organisation.Key}"))}
            {(keys is null ? "" : $"\nThe same, for a shell to source: {keys}\n")}
            Try:
              curl {address}/v1/tests -H 'Authorization: Bearer {school.Key}'

            """);
    }

    /// <summary>
    /// Where the setting <c>KeysFile</c> says; otherwise among the artifacts of the checkout that built this.
    /// Empty or, outside a checkout, absent: nowhere.
    /// </summary>
    private static string? KeysFile(IConfiguration configuration)
    {
        if (configuration["KeysFile"] is { } set)
        {
            return set.Length == 0 ? null : set;
        }

        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && folder.Name != "artifacts")
        {
            folder = folder.Parent;
        }

        return folder is null ? null : Path.Combine(folder.FullName, "keys.env");
    }

    private static void WriteKeys(string path, string address, IReadOnlyList<SeededOrganisation> seeded)
    {
        // The mode holds for a file that is made, not for one that is there.
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new StreamWriter(path, options) { NewLine = "\n" };
        file.WriteLine($"CESUUR_URL={address}");
        foreach (var organisation in seeded)
        {
            var name = organisation.Role.ToUpperInvariant();
            file.WriteLine($"{name}_ID={organisation.Id}");
            file.WriteLine($"{name}_KEY={organisation.Key}");
        }
    }
}
