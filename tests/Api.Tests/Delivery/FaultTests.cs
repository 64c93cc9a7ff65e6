using Cesuur.Testing.Faults;

namespace Cesuur.Api.Tests.Delivery;

/// <summary>Nodes and the database fail under load, at moments drawn from a seed; <c>tests/Load</c> does more of it.</summary>
public sealed class FaultTests : IAsyncLifetime
{
    private const int Candidates = 30;

    private static readonly TimeSpan Time = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(3);

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"cesuur-faults-{Guid.CreateVersion7():N}");
    private readonly Random _random = new(20_261_122);
    private FaultyPlatform _platform = null!;

    public async Task InitializeAsync() => _platform = await FaultyPlatform.StartAsync(_folder);

    public async Task DisposeAsync()
    {
        await _platform.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Nothing_that_was_promised_is_lost_when_a_node_and_the_database_are_killed_or_clocks_are_wrong()
    {
        await AssertKeepsPromisesAsync(async () =>
        {
            await _platform.KillNodeAsync(0);
            await _platform.StartNodeAsync(0);
            await WaitAsync();
            await _platform.Postgres.KillAsync();
            await _platform.Postgres.RestartAsync();
        });

        await _platform.AddNodeAsync(TimeSpan.FromHours(1));
        await _platform.AddNodeAsync(TimeSpan.FromHours(-1));
        await AssertKeepsPromisesAsync(() => _platform.KillNodeAsync(1));
    }

    private async Task AssertKeepsPromisesAsync(Func<Task> happen)
    {
        var hall = await FaultHall.OpenAsync(_platform, Candidates, Time);
        var taking = hall.TakeAsync(Within, _random);
        await WaitAsync();
        await happen();
        await taking;

        Assert.Empty(await hall.BrokenAsync());
        Assert.True(hall.Promises.Failed > 0, "The fault hit nobody.");
        Assert.True(hall.Promises.Saved > Candidates, $"Only {hall.Promises.Saved} answers were saved.");
    }

    private Task WaitAsync() => Task.Delay(TimeSpan.FromSeconds(1 + (2 * _random.NextDouble())));
}
