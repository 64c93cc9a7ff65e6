namespace Cesuur.Testing;

/// <summary>A test that reads data of others, which stands beside the checkout and not in it; without it the test is skipped.</summary>
public sealed class SharedDataFact : FactAttribute
{
    public SharedDataFact(string file)
    {
        if (!File.Exists(PathOf(file)))
        {
            Skip = $"There is no ../shared/data/{file} beside the checkout.";
        }
    }

    public static string PathOf(string file) => Path.Combine(Repository.Root, "..", "shared", "data", file);
}
