namespace Cesuur.Sdk.Tests;

/// <summary>Where the checkout is that built these tests.</summary>
internal static class RepositoryFiles
{
    public static string PathOf(params string[] parts)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Cesuur.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run in a checkout.");
        }

        return Path.Combine([folder.FullName, .. parts]);
    }
}
