namespace Cesuur.Infrastructure;

/// <summary>Where the npm packages of one of this project's folders are installed (see NpmFolder in the project file).</summary>
internal static class NpmFolder
{
    /// <summary>
    /// The folder that has the node_modules: beside the program when it was published with one,
    /// else in the artifacts of the checkout that built it. Null when the build found no npm.
    /// </summary>
    public static string? Find(string name)
    {
        var published = Path.Combine(AppContext.BaseDirectory, "npm", name);
        if (Directory.Exists(published))
        {
            return published;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var built = Path.Combine(folder.FullName, "artifacts", "npm", name);
            if (Directory.Exists(built))
            {
                return built;
            }
        }

        return null;
    }
}
