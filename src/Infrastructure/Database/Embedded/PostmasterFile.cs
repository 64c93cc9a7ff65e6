using System.Diagnostics;
using System.Globalization;

namespace Cesuur.Infrastructure.Database.Embedded;

/// <summary>What a server that runs, or was killed, wrote in postmaster.pid: its process and its port.</summary>
internal sealed record PostmasterFile(string Cluster, int ProcessId, int Port)
{
    private const int PortLine = 3;

    private static string PathIn(string cluster) => Path.Combine(cluster, "postmaster.pid");

    public static PostmasterFile? Read(string cluster)
    {
        try
        {
            var lines = File.Exists(PathIn(cluster)) ? File.ReadAllLines(PathIn(cluster)) : [];
            return lines.Length > PortLine
                && int.TryParse(lines[0], CultureInfo.InvariantCulture, out var processId)
                && int.TryParse(lines[PortLine], CultureInfo.InvariantCulture, out var port)
                    ? new PostmasterFile(cluster, processId, port)
                    : null;
        }
        catch (FileNotFoundException)
        {
            return null; // The server stopped just now
        }
    }

    /// <summary>
    /// Whether the process is this server. After a restart of the machine the id may be another program's, and
    /// where nothing reaps orphans a killed server keeps its id as a zombie, without a command line.
    /// </summary>
    public bool IsAlive()
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                return File.ReadAllText($"/proc/{ProcessId}/cmdline").Split('\0').Contains(Cluster);
            }

            using var process = Process.GetProcessById(ProcessId);
            return process.ProcessName.StartsWith("postgres", StringComparison.Ordinal);
        }
        catch (Exception gone) when (gone is IOException or ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>
    /// Makes PostgreSQL see that the process is gone; it refuses to start as long as anything has that id.
    /// The rest of the file stays: it lets a new server wait for the sessions of the killed one.
    /// </summary>
    public void DisownProcess()
    {
        const string noProcess = "2147483647"; // Above the highest process id of any system
        var lines = File.ReadAllLines(PathIn(Cluster));
        File.WriteAllText(PathIn(Cluster), string.Join('\n', [noProcess, .. lines[1..]]) + '\n');
    }
}
