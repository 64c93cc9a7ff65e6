using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Catalogue;

/// <summary>A version that nobody else changes meanwhile, nor its test.</summary>
internal sealed record HeldVersion(Test Test, TestVersion Version);

/// <summary>What an author works on: the organisation's own. A publisher's test that it may use is not there for writing.</summary>
internal static class AuthoredTests
{
    public static IQueryable<Test> OwnTests(this AppDb db) => db.Tests.Where(test => test.TenantId == db.TenantId);

    /// <summary>The versions of a test that the caller sees as its author.</summary>
    public static IQueryable<TestVersion> OwnVersions(this AppDb db, Id<Test> test) =>
        db.TestVersions.Where(version => version.TestId == test && version.TenantId == db.TenantId && db.OwnTests().Any(own => own.Id == test));

    /// <summary>Holds a test until the transaction ends: whatever is done to its versions waits. Whoever refers to it, such as an invitation, does not.</summary>
    public static Task<Test> HoldTestAsync(this AppDb db, Id<Test> id, CancellationToken cancel) =>
        db.Tests.FromSql($"SELECT *, xmin FROM tests WHERE tenant_id = {db.TenantId.Value} AND id = {id.Value} FOR NO KEY UPDATE").RequireAsync(cancel);

    /// <summary>The number of the next version of a test that is held.</summary>
    public static async Task<int> NextNumberAsync(this AppDb db, Id<Test> held, CancellationToken cancel) =>
        1 + (await db.OwnVersions(held).MaxAsync(version => (int?)version.Number, cancel) ?? 0);

    /// <summary>Holds a version with its test, of which publishing reads the level and the programme.</summary>
    public static async Task<HeldVersion> HoldVersionAsync(this AppDb db, Id<Test> testId, Id<TestVersion> id, CancellationToken cancel) =>
        new(await db.HoldTestAsync(testId, cancel), await db.OwnVersions(testId).Where(version => version.Id == id).RequireAsync(cancel));

    public static Task<bool> WasPublishedAsync(this AppDb db, Id<Test> test, CancellationToken cancel) =>
        db.TestVersions.AnyAsync(version => version.TestId == test && version.State != VersionState.Draft, cancel);
}
