using System.Collections.Concurrent;
using System.Text.Json;
using Cesuur.Api.Http;
using Cesuur.Api.Jobs;
using Cesuur.Domain;
using Cesuur.Domain.Jobs;
using Cesuur.Domain.Licensing;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Jobs;
using Cesuur.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Cesuur.Api.Tests.Jobs;

/// <summary>Runners on a database that nobody else takes jobs from.</summary>
public sealed class JobRunnerTests : IAsyncLifetime
{
    private static readonly JobRunnerOptions Quick = new()
    {
        Poll = TimeSpan.FromMilliseconds(50),
        FirstRetry = TimeSpan.FromMilliseconds(10),
    };

    private readonly JobScript _script = new();
    private readonly List<JobRunner> _runners = [];
    private readonly Id<Organisation> _organisation = Id<Organisation>.New();
    private TestDatabase _database = null!;
    private ServiceProvider _services = null!;

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        var services = new ServiceCollection();
        services.AddSingleton(_ => Databases.FromOwner(_database.ConnectionString));
        services.AddScoped<Tenant>();
        services.AddScoped<Caller>();
        services.AddDbContext<AppDb>((provider, options) => options.UseNpgsql(provider.GetRequiredService<Databases>().App).AddTenancy());
        services.AddSingleton<JobQueue>();
        services.AddSingleton(_script);
        services.AddJobKind<ScriptedJob>(ScriptedJob.Kind);
        _services = services.BuildServiceProvider(validateScopes: true);
        await ExecuteAsync($"INSERT INTO organisations (id, name, search_key, created_at) VALUES ('{_organisation.Value}', 'Proefschool', 'proefschool', now())");
    }

    public async Task DisposeAsync()
    {
        foreach (var runner in _runners)
        {
            await runner.StopAsync(CancellationToken.None);
            runner.Dispose();
        }

        await _services.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_job_works_as_its_organisation_and_shows_progress_and_result()
    {
        _script.Do = async (_, job, cancel) =>
        {
            await job.ProgressAsync(3, 7, cancel);
            return new { Word = job.Read<JsonElement>().GetProperty("word").GetString() };
        };
        var id = await EnqueueAsync(new { Word = "maandag" });
        await StartAsync(Quick);

        var job = await OverAsync(id);

        Assert.Equal(JobStatus.Succeeded, job.Status);
        Assert.Equal((3, 7, 1), (job.Done, job.Total, job.Attempts));
        Assert.Equal("maandag", JsonSerializer.Deserialize<JsonElement>(job.Result!).GetProperty("word").GetString());
        Assert.NotNull(job.FinishedAt);
        Assert.Equal([_organisation.Value], _script.Organisations);
    }

    [Fact]
    public async Task A_written_job_wakes_a_worker_that_would_not_have_looked()
    {
        await StartAsync(Quick with { Poll = TimeSpan.FromHours(1) });
        await OverAsync(await EnqueueAsync());

        var again = await OverAsync(await EnqueueAsync());

        Assert.Equal(JobStatus.Succeeded, again.Status);
    }

    [Fact]
    public async Task A_job_that_fails_is_tried_again()
    {
        _script.Do = (run, _, _) => run < 3 ? throw new InvalidOperationException("Not yet") : Task.FromResult<object>(new { run });
        var id = await EnqueueAsync();
        await StartAsync(Quick);

        var job = await OverAsync(id);

        Assert.Equal((JobStatus.Succeeded, 3), (job.Status, job.Attempts));
        Assert.Null(job.Error);
        Assert.Equal(0, _script.GivenUp);
    }

    [Fact]
    public async Task A_job_that_keeps_failing_is_given_up_and_does_not_tell_why()
    {
        _script.Do = async (_, _, cancel) =>
        {
            await using var command = _services.GetRequiredService<Databases>().App.CreateCommand("SELECT geheim FROM no_such_table");
            return (await command.ExecuteScalarAsync(cancel))!;
        };
        var id = await EnqueueAsync();
        await StartAsync(Quick with { MaxAttempts = 2 });

        var job = await OverAsync(id);

        Assert.Equal((JobStatus.Failed, 2, 1), (job.Status, job.Attempts, _script.GivenUp));
        Assert.Equal("Something went wrong on our side", job.Error);
    }

    [Fact]
    public async Task What_the_domain_refuses_is_told_and_not_tried_again()
    {
        _script.Do = (_, _, _) => throw new DomainException(HttpErrors.NotFound, "The group is gone.");
        var id = await EnqueueAsync();
        await StartAsync(Quick);

        var job = await OverAsync(id);

        Assert.Equal((JobStatus.Failed, 1, 1), (job.Status, job.Attempts, _script.GivenUp));
        Assert.Equal("The group is gone.", job.Error);
    }

    [Fact]
    public async Task What_cannot_be_done_now_is_tried_again_and_told_in_the_end()
    {
        _script.Do = (_, _, _) => throw new DomainException(HttpErrors.DatabaseUnavailable, "Try again later.");
        var id = await EnqueueAsync();
        await StartAsync(Quick);

        var job = await OverAsync(id);

        Assert.Equal((JobStatus.Failed, Quick.MaxAttempts, 1), (job.Status, job.Attempts, _script.GivenUp));
        Assert.Equal("Try again later.", job.Error);
    }

    [Fact]
    public async Task A_dead_workers_job_is_taken_up_again_and_what_the_dead_one_says_does_not_count()
    {
        var back = new TaskCompletionSource();
        _script.Do = async (run, _, _) =>
        {
            if (run == 1)
            {
                await back.Task;
            }

            return new { run };
        };
        var id = await EnqueueAsync();
        var dead = await StartAsync(Quick with { Lease = TimeSpan.FromMilliseconds(200), Heartbeat = Timeout.InfiniteTimeSpan, Parallel = 1 });
        await TestJobs.EventuallyAsync(() => Task.FromResult(_script.Runs), runs => runs == 1);
        await StartAsync(Quick);

        await OverAsync(id);
        back.SetResult();
        await dead.StopAsync(CancellationToken.None);

        var job = await ReadAsync(id);
        Assert.Equal((JobStatus.Succeeded, 2), (job.Status, job.Attempts));
        Assert.Equal(2, JsonSerializer.Deserialize<JsonElement>(job.Result!).GetProperty("run").GetInt32());
    }

    [Fact]
    public async Task A_job_that_kills_its_worker_each_time_is_given_up()
    {
        var id = await EnqueueAsync();
        await ExecuteAsync("UPDATE jobs SET status = 'running', attempts = 5, due_at = now() - interval '1 second'");
        await StartAsync(Quick);

        var job = await OverAsync(id);

        Assert.Equal((JobStatus.Failed, 0, 1), (job.Status, _script.Runs, _script.GivenUp));
        Assert.Equal("The work was broken off too often.", job.Error);
    }

    [Fact]
    public async Task A_worker_that_lives_keeps_its_job_however_long_it_takes()
    {
        var options = Quick with { Lease = TimeSpan.FromSeconds(4), Heartbeat = TimeSpan.FromMilliseconds(100) }; // a busy machine may miss many beats
        _script.Do = async (_, _, cancel) =>
        {
            await Task.Delay(options.Lease * 1.5, cancel);
            return new { };
        };
        var id = await EnqueueAsync();
        await StartAsync(options);
        await StartAsync(options);

        var job = await OverAsync(id);

        Assert.Equal((JobStatus.Succeeded, 1, 1), (job.Status, job.Attempts, _script.Runs));
    }

    [Fact]
    public async Task A_worker_stops_what_another_one_has_taken_over()
    {
        var stopped = new TaskCompletionSource();
        _script.Do = async (run, _, cancel) =>
        {
            if (run == 1)
            {
                using var registration = cancel.Register(stopped.SetResult);
                await Task.Delay(Timeout.Infinite, cancel);
            }

            return new { run };
        };
        var id = await EnqueueAsync();
        await StartAsync(Quick with { Heartbeat = TimeSpan.FromMilliseconds(50) });
        await TestJobs.EventuallyAsync(() => Task.FromResult(_script.Runs), runs => runs == 1);
        await ExecuteAsync("UPDATE jobs SET attempts = attempts + 1, due_at = now()"); // as another's claim that then died

        await stopped.Task.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal((JobStatus.Succeeded, 3), ((await OverAsync(id)).Status, (await ReadAsync(id)).Attempts));
    }

    [Fact]
    public async Task Two_runners_do_each_job_once()
    {
        var done = new ConcurrentBag<int>();
        _script.Do = (_, job, _) =>
        {
            done.Add(job.Read<JsonElement>().GetProperty("number").GetInt32());
            return Task.FromResult<object>(new { });
        };
        var numbers = Enumerable.Range(0, 60).ToList();
        var ids = new List<Id<Job>>();
        foreach (var number in numbers)
        {
            ids.Add(await EnqueueAsync(new { number }));
        }

        await StartAsync(Quick);
        await StartAsync(Quick);
        foreach (var id in ids)
        {
            Assert.Equal(1, (await OverAsync(id)).Attempts);
        }

        Assert.Equal(numbers, done.Order());
    }

    [Fact]
    public async Task A_worker_that_is_stopped_hands_its_job_back()
    {
        _script.Do = async (_, _, cancel) =>
        {
            await Task.Delay(Timeout.Infinite, cancel);
            return new { };
        };
        var id = await EnqueueAsync();
        var runner = await StartAsync(Quick);
        await TestJobs.EventuallyAsync(() => Task.FromResult(_script.Runs), runs => runs == 1);

        await runner.StopAsync(CancellationToken.None);

        var job = await ReadAsync(id);
        Assert.Equal((JobStatus.Queued, 0), (job.Status, job.Attempts));
    }

    [Fact]
    public async Task A_kind_that_only_a_newer_node_knows_is_left_to_it()
    {
        var newer = await EnqueueAsync(kind: "newer");
        var known = await EnqueueAsync();
        await StartAsync(Quick);

        await OverAsync(known);

        Assert.Equal((JobStatus.Queued, 0), ((await ReadAsync(newer)).Status, (await ReadAsync(newer)).Attempts));
    }

    private async Task<JobRunner> StartAsync(JobRunnerOptions options)
    {
        var runner = new JobRunner(
            _services.GetRequiredService<Databases>(), _services.GetRequiredService<JobQueue>(), _services.GetServices<JobKind>(),
            _services.GetRequiredService<IServiceScopeFactory>(), options, NullLogger<JobRunner>.Instance);
        _runners.Add(runner);
        await runner.StartAsync(CancellationToken.None);
        return runner;
    }

    private Task<Id<Job>> EnqueueAsync(object? arguments = null, string kind = ScriptedJob.Kind) => WithDbAsync(async db =>
    {
        var job = db.Enqueue(kind, arguments ?? new { }, TimeProvider.System.GetUtcNow());
        await db.SaveChangesAsync();
        return job.Id;
    });

    private Task<Job> ReadAsync(Id<Job> id) => WithDbAsync(db => db.Jobs.AsNoTracking().SingleAsync(job => job.Id == id));

    private Task<Job> OverAsync(Id<Job> id) => TestJobs.EventuallyAsync(() => ReadAsync(id), job => job.Status is JobStatus.Succeeded or JobStatus.Failed);

    private async Task<T> WithDbAsync<T>(Func<AppDb, Task<T>> work)
    {
        await using var scope = _services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(_organisation);
        return await work(scope.ServiceProvider.GetRequiredService<AppDb>());
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_database.ConnectionString);
        await connection.OpenAsync();
#pragma warning disable CA2100 // The texts above
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
