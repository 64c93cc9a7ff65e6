using Cesuur.Api.Http;
using Cesuur.Api.Licensing;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Organisations;

public sealed record HandOverGroupsRequest
{
    /// <summary>The teacher who takes over.</summary>
    public required Id<User> ToUserId { get; init; }
}

public sealed record GroupsHandedOverResponse
{
    /// <summary>How many groups the other teacher teaches from now on.</summary>
    public required int Groups { get; init; }

    /// <summary>How many candidates whom the first one had entered are the other's from now on.</summary>
    public required int Candidates { get; init; }
}

/// <summary>Gives all groups of a teacher, and the candidates they entered, to another one: all of them or none.</summary>
internal sealed class HandOverGroups : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/users/{userId}/handover", Handle)
        .Requires(Permission.UsersWrite)
        .Fails(HttpErrors.NotFound, HttpErrors.Invalid, HttpErrors.InsufficientScope, OrganisationErrors.NotATeacher, PeopleErrors.OtherDepartment);

    private static Task<GroupsHandedOverResponse> Handle(
        Id<User> userId, HandOverGroupsRequest request, AppDb db, Audit audit, CancellationToken cancel) =>
        db.InTransactionAsync(
            async () =>
            {
                await db.HoldOrganisationAsync(cancel);
                var from = await db.Users.Where(user => user.Id == userId).RequireAsync(cancel);
                db.RequireManaged(from);
                var to = await db.Users.Where(user => user.Id == request.ToUserId && user.Status != UserStatus.Deactivated && user.Id != userId)
                    .SingleOrDefaultAsync(cancel) ?? throw HttpErrors.References(["/toUserId"]);
                db.RequireManaged(to);
                if (!to.Roles.Contains(Role.Teacher))
                {
                    throw new DomainException(OrganisationErrors.NotATeacher);
                }

                var groups = await db.Groups.BeyondReach().AsNoTracking()
                    .Where(group => db.GroupTeachers.Any(member => member.GroupId == group.Id && member.UserId == userId)).ToListAsync(cancel);
                groups.ForEach(group => group.RequireOpenTo(to.DepartmentId));
                await db.Database.ExecuteSqlAsync(
                    $"""
                    INSERT INTO group_teachers (tenant_id, group_id, user_id)
                    SELECT tenant_id, group_id, {to.Id.Value} FROM group_teachers WHERE tenant_id = {db.TenantId.Value} AND user_id = {userId.Value}
                    ON CONFLICT DO NOTHING
                    """,
                    cancel);
                await db.GroupTeachers.Where(member => member.UserId == userId).ExecuteDeleteAsync(cancel);
                await db.Database.ExecuteSqlAsync(
                    $"""
                    INSERT INTO candidate_teachers (tenant_id, candidate_id, user_id)
                    SELECT tenant_id, candidate_id, {to.Id.Value} FROM candidate_teachers WHERE tenant_id = {db.TenantId.Value} AND user_id = {userId.Value}
                    ON CONFLICT DO NOTHING
                    """,
                    cancel);
                var candidates = await db.CandidateTeachers.Where(own => own.UserId == userId).ExecuteDeleteAsync(cancel);
                audit.Log("user.groups_handed_over", userId);
                await db.SaveChangesAsync(cancel);
                return new GroupsHandedOverResponse { Groups = groups.Count, Candidates = candidates };
            },
            cancel);
}
