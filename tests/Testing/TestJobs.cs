namespace Cesuur.Testing;

public static class TestJobs
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The job, once it has succeeded or failed.</summary>
    public static Task<Answer> JobAsync(this TestOrganisation organisation, string id) => organisation.Admin.JobAsync(id);

    /// <summary>The job, once it has succeeded or failed.</summary>
    public static Task<Answer> JobAsync(this TestClient client, string id) => EventuallyAsync(
        () => client.GetAsync($"/v1/jobs/{id}"), job => job.Get("status") is "succeeded" or "failed");

    /// <summary>Reads until what is read is as it should be.</summary>
    public static async Task<T> EventuallyAsync<T>(Func<Task<T>> read, Predicate<T> isThere)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var found = await read();
            if (isThere(found))
            {
                return found;
            }

            if (TimeProvider.System.GetElapsedTime(start) > Patience)
            {
                throw new TimeoutException($"Still {found} after {Patience.TotalSeconds} s.");
            }

            await Task.Delay(Interval);
        }
    }
}
