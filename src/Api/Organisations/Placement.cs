using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Organisations;

/// <summary>In which department something new is put, and where something can be moved to.</summary>
internal static class Placement
{
    /// <summary>The department that is asked for, when the caller sees it; without one, the caller's own.</summary>
    public static async Task<Id<Department>?> PlaceAsync(this AppDb db, Id<Department>? asked, CancellationToken cancel)
    {
        if (asked is null)
        {
            return db.Reach.IsEverything ? null : db.Reach.Home.OrNull();
        }

        return await db.Departments.AnyAsync(department => department.Id == asked, cancel)
            ? asked
            : throw HttpErrors.References(["/departmentId"]);
    }

    /// <summary>Moving is for whoever sees both departments whole.</summary>
    public static async Task<Id<Department>?> MoveAsync(this AppDb db, Id<Department>? from, Id<Department>? to, CancellationToken cancel)
    {
        if (from == to)
        {
            return from;
        }

        db.RequireMover();
        return await db.PlaceAsync(to, cancel);
    }

    public static void RequireMover(this AppDb db)
    {
        if (!db.Reach.IsEverything && db.Reach.Department.IsNone)
        {
            throw new DomainException(HttpErrors.InsufficientScope, "Only an admin moves somebody to another department.");
        }
    }
}
