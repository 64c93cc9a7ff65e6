using System.Net;

namespace Cesuur.Testing.Faults;

/// <summary>
/// Asks until somebody answers, as an SDK does: after a lost connection or an error of the server's it asks again,
/// whatever node it meets.
/// </summary>
internal sealed class PersistentClient(FaultyPlatform platform, Promises promises, Random random, string? credential)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public async Task<Answer> SendAsync(HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var asked = TimeProvider.System.GetTimestamp();
            try
            {
                var node = platform.Addresses[random.Next(platform.Addresses.Count)];
                var answer = await new TestClient(node, credential).SendAsync(method, path, body, headers);
                promises.Answered(answer, TimeProvider.System.GetElapsedTime(asked));
                if (!IsPassing(answer))
                {
                    return answer;
                }
            }
            catch (HttpRequestException) // the node is gone, or goes with the request half done
            {
                promises.Lost();
            }

            if (TimeProvider.System.GetElapsedTime(begun) > Patience)
            {
                throw new TimeoutException($"Nobody answered {method} {path} within {Patience.TotalSeconds} s.");
            }

            await Task.Delay(random.Next(20, 200));
        }
    }

    private static bool IsPassing(Answer answer) =>
        answer.Status is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError
        || (answer.Status == HttpStatusCode.Conflict && answer.Code is "concurrent_change" or "idempotency_in_progress");
}
