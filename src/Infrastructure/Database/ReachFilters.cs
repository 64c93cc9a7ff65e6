using System.Linq.Expressions;
using Cesuur.Domain;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.Jobs;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Domain.Rating;
using Cesuur.Domain.Reports;
using Cesuur.Domain.Results;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Infrastructure.Database;

/// <summary>
/// What a department admin and a teacher see, as a filter of every query: what is out of their reach is not
/// there, in a list, a count or a search no more than by its id. Smaller parts of these (a rating's tasks, a
/// result's versions) are read after the whole, and by its id.
/// </summary>
/// <remarks>
/// PostgreSQL plans with the values of the parameters, so that of each condition only what concerns the
/// caller is left: nothing for an admin, one comparison for a department.
/// </remarks>
public static class ReachFilters
{
    private const string Name = "reach";

    /// <summary>Also what the caller does not see: for rules that hold in the organisation as a whole, never for an answer.</summary>
    public static IQueryable<T> BeyondReach<T>(this IQueryable<T> rows)
        where T : TenantOwned =>
#pragma warning disable RS0030 // The one place; the tenant filter stays on
        rows.IgnoreQueryFilters([Name]);
#pragma warning restore RS0030

    internal static void Apply(ModelBuilder builder, AppDb db)
    {
        builder.Filter<Department>(department => db.Reach.IsEverything || department.Id == db.Reach.Home);
        builder.Filter<ApiKey>(key => db.Reach.IsEverything || key.DepartmentId == db.Reach.Department);
        builder.Filter<User>(user => db.Reach.IsEverything || user.DepartmentId == db.Reach.Department || user.Id == db.Reach.User
            || db.GroupTeachers.Any(mine => mine.UserId == db.Reach.Teacher
                && db.GroupTeachers.Any(other => other.GroupId == mine.GroupId && other.UserId == user.Id)));
        builder.Filter<Group>(group => db.Reach.IsEverything || group.DepartmentId == db.Reach.Department
            || db.GroupTeachers.Any(member => member.GroupId == group.Id && member.UserId == db.Reach.Teacher));
        builder.Filter<Candidate>(candidate => db.Reach.IsEverything || candidate.DepartmentId == db.Reach.Department
            || candidate.TeacherId == db.Reach.Teacher
            || db.GroupTeachers.Any(mine => mine.UserId == db.Reach.Teacher
                && db.GroupCandidates.Any(member => member.GroupId == mine.GroupId && member.CandidateId == candidate.Id)));

        // A candidate's work is seen by whoever sees the candidate.
        builder.Filter<Invitation>(invitation => db.Reach.IsEverything || invitation.DepartmentId == db.Reach.Department
            || (!db.Reach.Teacher.IsNone && db.Candidates.Any(candidate => candidate.Id == invitation.CandidateId)));
        builder.Filter<Sitting>(sitting => db.Reach.IsEverything || sitting.DepartmentId == db.Reach.Department
            || (!db.Reach.Teacher.IsNone && db.Candidates.Any(candidate => candidate.Id == sitting.CandidateId)));
        builder.Filter<Result>(result => db.Reach.IsEverything || result.DepartmentId == db.Reach.Department
            || (!db.Reach.Teacher.IsNone && db.Candidates.Any(candidate => candidate.Id == result.CandidateId)));

        builder.Filter<SittingEvent>(line => db.Reach.IsEverything || db.Sittings.Any(sitting => sitting.Id == line.SittingId));
        builder.Filter<Recording>(recording => db.Reach.IsEverything || db.Sittings.Any(sitting => sitting.Id == recording.SittingId));
        builder.Filter<SittingRating>(rating => db.Reach.IsEverything || db.Sittings.Any(sitting => sitting.Id == rating.SittingId));

        // What somebody asked for shows what they could see then, and may show more than they see now.
        builder.Filter<Report>(report => db.Reach.IsEverything || report.DepartmentId == db.Reach.Department || report.RequestedBy == db.Reach.User);
        builder.Filter<Job>(job => db.Reach.IsEverything || job.DepartmentId == db.Reach.Department || job.RequestedBy == db.Reach.User);
    }

    private static void Filter<T>(this ModelBuilder builder, Expression<Func<T, bool>> isInReach)
        where T : TenantOwned => builder.Entity<T>().HasQueryFilter(Name, isInReach);
}
