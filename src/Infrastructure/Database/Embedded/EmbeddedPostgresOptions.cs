namespace Cesuur.Infrastructure.Database.Embedded;

public sealed record EmbeddedPostgresOptions
{
    /// <summary>Everything of the server is in here. Programs that name the same folder share one server.</summary>
    public string DataFolder { get; init; } = DefaultDataFolder;

    /// <summary>False trades the data's surviving a power cut for speed: right for tests only.</summary>
    public bool Durable { get; init; } = true;

    public int MaxConnections { get; init; } = 300;

    /// <summary>Absent: one that is free. A server that runs already keeps its own.</summary>
    public int? Port { get; init; }

    private static string DefaultDataFolder =>
        ServerUser.IsNobody
            ? "/var/lib/cesuur/postgres"
            : Path.Combine(
                Environment.GetFolderPath(
                    Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
                "cesuur",
                "postgres");
}
