using Cesuur.Api.Catalogue;
using Cesuur.Api.Tests.Catalogue;
using Cesuur.Infrastructure.Files;
using Cesuur.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cesuur.Api.Tests.Files;

/// <summary>Files that were stored for a row, whatever becomes of the row.</summary>
[Collection(ApiCollection.Name)]
public sealed class NewFilesTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task A_file_that_nothing_takes_is_deleted_at_once()
    {
        var (organisation, key) = await StoredAsync((_, _) => Task.CompletedTask);

        Assert.False(MediaUploadTests.IsStored(key));
        Assert.Equal(0L, await PendingAsync(organisation));
    }

    [Fact]
    public async Task A_file_whose_row_was_committed_stays()
    {
        var (organisation, key) = await StoredAsync(async (db, file) =>
        {
            file.Take();
            await db.SaveChangesAsync();
        });

        Assert.Equal(0L, await PendingAsync(organisation));
        await ForgetAsync();
        Assert.True(MediaUploadTests.IsStored(key));
    }

    [Fact]
    public async Task A_file_that_was_taken_in_a_transaction_that_did_not_commit_is_removed_after_two_days()
    {
        var (organisation, key) = await StoredAsync(async (db, file) =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            file.Take();
            await db.SaveChangesAsync();
        });

        await organisation.SqlAsync("UPDATE pending_files SET created_at = created_at - interval '47 hours' WHERE tenant_id = @tenant");
        await ForgetAsync();
        Assert.True(MediaUploadTests.IsStored(key)); // for all that the process knows, it is in use
        await organisation.SqlAsync("UPDATE pending_files SET created_at = created_at - interval '2 hours' WHERE tenant_id = @tenant");
        await ForgetAsync();
        Assert.False(MediaUploadTests.IsStored(key));
        Assert.Equal(0L, await PendingAsync(organisation));
    }

    [Fact]
    public async Task A_file_that_was_removed_meanwhile_is_not_taken()
    {
        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => StoredAsync(async (db, file) =>
        {
            await db.PendingFiles.ExecuteDeleteAsync();
            file.Take();
            await db.SaveChangesAsync();
        }));
    }

    private async Task<(TestOrganisation Organisation, string Key)> StoredAsync(Func<Infrastructure.Database.AppDb, NewFile, Task> work)
    {
        var organisation = await _api.OrganisationAsync();
        return (organisation, await _api.AsAsync(organisation, async db =>
        {
            using var content = new MemoryStream([1, 2, 3]);
            await using var file = (await new NewFiles(db, _api.Databases, Store).SaveAsync(content, 3, CancellationToken.None))!;
            await work(db, file);
            return file.Key;
        }));
    }

    private static Task<object?> PendingAsync(TestOrganisation organisation) =>
        organisation.SqlAsync("SELECT count(*) FROM pending_files WHERE tenant_id = @tenant");

    private Task ForgetAsync() => new ForgetUploadsJob(_api.Databases, Store, NullLogger<ForgetUploadsJob>.Instance).RunAsync(CancellationToken.None);

    private IFileStore Store => (IFileStore)_api.Services.GetService(typeof(IFileStore))!;
}
