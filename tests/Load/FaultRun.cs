using Cesuur.Testing.Faults;

namespace Cesuur.Load;

/// <summary>
/// Halls that take a test while nodes and the database are killed, hang, or have no room left: whatever was
/// promised to a candidate is there afterwards, and nothing else. The moments follow from a seed.
/// </summary>
internal static class FaultRun
{
    private const int Candidates = 100;
    private const int Times = 3;

    private static readonly TimeSpan Time = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(5);

    public static async Task RunAsync(Report report, int seed)
    {
        Console.Error.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await OnPlatformAsync(Path.GetTempPath(), async platform =>
        {
            await MeetAsync(platform, report, random, "a node is killed", KillNodeAsync);
            await MeetAsync(platform, report, random, "PostgreSQL is killed", KillPostgresAsync);
            await MeetAsync(platform, report, random, "PostgreSQL and both nodes are killed", KillAllAsync);
            await MeetAsync(platform, report, random, "PostgreSQL hangs for 2 to 6 s", (at, chance) => at.Postgres.HangAsync(Seconds(chance, 2, 6)));
            await MeetAsync(platform, report, random, "PostgreSQL hangs for 40 s", (at, _) => at.Postgres.HangAsync(TimeSpan.FromSeconds(40)), times: 1);
            await platform.AddNodeAsync(TimeSpan.FromHours(1));
            await platform.AddNodeAsync(TimeSpan.FromHours(-1));
            await MeetAsync(platform, report, random, "two more nodes have clocks an hour ahead and an hour behind, and a node is killed", KillNodeAsync);
        });
        if (await SmallDisk.TryMountAsync(megabytes: 600) is { } disk)
        {
            await using (disk)
            {
                await OnPlatformAsync(disk.Folder, platform => MeetAsync(platform, report, random, "the disk is full", (at, chance) => FillAsync(at, disk, chance)));
            }
        }
        else
        {
            Console.Error.WriteLine("the disk is full: not tried, since no file system can be mounted here");
        }
    }

    private static async Task OnPlatformAsync(string where, Func<FaultyPlatform, Task> work)
    {
        var folder = Directory.CreateDirectory(Path.Combine(where, $"cesuur-faults-{Guid.CreateVersion7():N}")).FullName;
        await using (var platform = await FaultyPlatform.StartAsync(folder))
        {
            await work(platform);
        }

        Directory.Delete(folder, recursive: true);
    }

    /// <summary>A fresh hall meets a fault several times.</summary>
    private static async Task MeetAsync(
        FaultyPlatform platform, Report report, Random random, string fault, Func<FaultyPlatform, Random, Task> happen, int times = Times)
    {
        var hall = await FaultHall.OpenAsync(platform, Candidates, Time);
        var taking = hall.TakeAsync(Within, random);
        for (var i = 0; i < times; i++)
        {
            await Task.Delay(Seconds(random, 1, 4));
            await happen(platform, random);
        }

        await taking;
        var broken = await hall.BrokenAsync();
        foreach (var line in broken.Take(20))
        {
            Console.Error.WriteLine($"  {line}");
        }

        report.Add($"{fault}: answers acknowledged", hall.Promises.Saved, "");
        report.Add("requests that failed, and were sent again", hall.Promises.Failed, "");
        report.Add("the longest that one was without an answer", hall.Promises.Slowest.TotalSeconds, "s");
        report.Add("promises broken", broken.Count, "", atMost: 0);
        report.Add("nodes that ended by themselves", platform.Ended, "", atMost: 0);
    }

    private static async Task KillNodeAsync(FaultyPlatform platform, Random random)
    {
        var node = random.Next(2);
        await platform.KillNodeAsync(node);
        await Task.Delay(Seconds(random, 0, 1));
        await platform.StartNodeAsync(node);
    }

    private static async Task KillPostgresAsync(FaultyPlatform platform, Random random)
    {
        await platform.Postgres.KillAsync();
        await Task.Delay(Seconds(random, 0, 1));
        await platform.Postgres.RestartAsync();
    }

    private static async Task KillAllAsync(FaultyPlatform platform, Random random)
    {
        await Task.WhenAll(platform.Postgres.KillAsync(), platform.KillNodeAsync(0), platform.KillNodeAsync(1));
        await Task.Delay(Seconds(random, 0, 1));
        await platform.Postgres.RestartAsync();
        await Task.WhenAll(platform.StartNodeAsync(0), platform.StartNodeAsync(1));
    }

    private static async Task FillAsync(FaultyPlatform platform, SmallDisk disk, Random random)
    {
        await disk.FillAsync();
        await Task.Delay(Seconds(random, 2, 5));
        disk.MakeRoom();
        await platform.Postgres.RestartAsync(); // it gives up where it cannot write its log
    }

    private static TimeSpan Seconds(Random random, double least, double most) => TimeSpan.FromSeconds(least + ((most - least) * random.NextDouble()));
}
