using System.Net;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.AccountRequests;

/// <summary>What is left on the disk, and how often an address may leave something there: on a server of its own.</summary>
public sealed class AccountRequestFilesTests : IAsyncLifetime
{
    private const int PerMinute = 8;

    private readonly string _folder = Directory.CreateTempSubdirectory("cesuur-account-requests").FullName;

    private TestApi _api = null!;

    public async Task InitializeAsync() =>
        _api = await TestApi.StartAsync($"--Files:Folder={_folder}", $"--RateLimits:AccountRequestsPerAddressPerMinute={PerMinute}");

    public async Task DisposeAsync()
    {
        await _api.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_refused_upload_leaves_nothing_behind_a_rejected_one_is_deleted_and_an_address_is_throttled()
    {
        var before = Files();
        foreach (var refused in new[] { "<svg/>"u8.ToArray(), "PK\u0003\u0004"u8.ToArray(), "MZ"u8.ToArray(), [] })
        {
            // The last of many documents, so that all others are in order.
            var upload = new AccountRequestUpload(AccountRequestUpload.User("admin"), AccountRequestUpload.User("teacher"));
            upload.Agreements[1] = refused;
            var answer = (await upload.SendAsync(_api)).Expect(HttpStatusCode.UnprocessableEntity, "unsupported_file_type");
            Assert.Equal(("/nonDisclosureAgreements/1", "unsupported_file_type"), (answer.Get("errors[0].pointer"), answer.Get("errors[0].code")));
        }

        Assert.Equal(before, Files());
        var id = await new AccountRequestUpload().TakenAsync(_api);
        Assert.Equal(before + 2, Files());
        await _api.Operator.PostAsync($"/v1/platform/account-requests/{id}/rejection", new { reason = "Nee." });
        await TestJobs.EventuallyAsync(() => Task.FromResult(Files()), files => files == before);

        for (var sent = 5; sent < PerMinute; sent++)
        {
            (await new AccountRequestUpload { RequestText = "{}" }.SendAsync(_api)).Expect(HttpStatusCode.UnprocessableEntity);
        }

        var throttled = await new AccountRequestUpload().SendAsync(_api);
        throttled.Expect(HttpStatusCode.TooManyRequests, "too_many_requests");
        Assert.NotNull(throttled.Headers.RetryAfter);
    }

    private int Files() => Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).Count();
}
