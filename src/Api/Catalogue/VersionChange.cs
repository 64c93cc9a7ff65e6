using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Catalogue;

/// <summary>What every change of a version has in common: it is held, it is what the caller has seen, and it is logged.</summary>
internal sealed class VersionChange(IHttpContextAccessor http, AppDb db, Audit audit)
{
    /// <param name="testId">A test of the organisation's own.</param>
    /// <param name="versionId">A version of it.</param>
    /// <param name="action">What the audit log calls it.</param>
    /// <param name="change">What is done to it.</param>
    /// <param name="cancel">The request's.</param>
    /// <exception cref="DomainException"><c>not_found</c>, <c>stale</c></exception>
    public Task<TestVersion> MakeAsync(
        Id<Test> testId, Id<TestVersion> versionId, string action, Func<HeldVersion, Task> change, CancellationToken cancel) =>
        db.InTransactionAsync(
            async () =>
            {
                var held = await db.HoldVersionAsync(testId, versionId, cancel);
                http.HttpContext!.CheckIfMatch(db, held.Version);
                await change(held);
                audit.Log(action, versionId);
                await db.SaveChangesAsync(cancel);
                http.HttpContext!.SetETag(db, held.Version);
                return held.Version;
            },
            cancel);

    public Task<TestVersion> MakeAsync(
        Id<Test> testId, Id<TestVersion> versionId, string action, Action<TestVersion> change, CancellationToken cancel) =>
        MakeAsync(
            testId, versionId, action,
            held =>
            {
                change(held.Version);
                return Task.CompletedTask;
            },
            cancel);
}
