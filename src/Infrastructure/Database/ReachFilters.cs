using System.Linq.Expressions;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Credits;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.Jobs;
using Cesuur.Domain.Orders;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Partners;
using Cesuur.Domain.People;
using Cesuur.Domain.Rating;
using Cesuur.Domain.Reports;
using Cesuur.Domain.Results;
using Cesuur.Domain.Sessions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Cesuur.Infrastructure.Database;

/// <summary>
/// What a department admin, a teacher and an invigilator see, as a filter of every query: what is out of their reach is not
/// there, in a list, a count or a search no more than by its id. Smaller parts of these (a rating's tasks, a
/// result's versions) are read after the whole, and by its id.
/// </summary>
/// <remarks>
/// There is a model for each kind of reach (<see cref="ReachModelKey"/>), so that a query has the conditions of its
/// caller and no others: an admin's none, a department's one comparison, a teacher's one set that is joined. One
/// condition for all, with OR, would keep PostgreSQL from the index of either.
/// </remarks>
public static class ReachFilters
{
    private const string Name = "reach";
    private const string Established = "established";

    /// <summary>Also what the caller does not see: for rules that hold in the organisation as a whole, never for an answer.</summary>
    public static IQueryable<T> BeyondReach<T>(this IQueryable<T> rows)
        where T : TenantOwned =>
#pragma warning disable RS0030 // The one place; the tenant filter stays on
        rows.IgnoreQueryFilters([Name, Established]);
#pragma warning restore RS0030

    internal static void Apply(ModelBuilder builder, AppDb db)
    {
        // Of an admin too. Only which tests are found and can be invited to: work that is there is seen with its
        // candidate, whatever its test.
        builder.Entity<Test>().HasQueryFilter(Name, test => db.Reach.Fields == null || (test.Field != null && db.Reach.Fields.Contains(test.Field)));
        builder.Entity<Result>().HasQueryFilter(Established, result => result.EstablishedAt != null || db.Reach.SeesUnestablished);
        if (db.Reach.IsEverything)
        {
            return;
        }

        Expression<Func<IQueryable<Id<Group>>>> groups = () => db.GroupTeachers
            .Where(member => member.UserId == db.Reach.Teacher).Select(member => member.GroupId);
        Expression<Func<IQueryable<Id<Candidate>>>> candidates = () => db.GroupCandidates
            .Where(member => db.GroupTeachers.Any(mine => mine.GroupId == member.GroupId && mine.UserId == db.Reach.Teacher))
            .Select(member => member.CandidateId)
            .Concat(db.CandidateTeachers.Where(own => own.UserId == db.Reach.Teacher).Select(own => own.CandidateId));
        Expression<Func<IQueryable<Id<User>>>> colleagues = () => db.GroupTeachers
            .Where(member => db.GroupTeachers.Any(mine => mine.GroupId == member.GroupId && mine.UserId == db.Reach.Teacher))
            .Select(member => member.UserId);

        Expression<Func<IQueryable<Id<ExamSession>>>> sessions = () => db.ExamSessionInvigilators
            .Where(part => part.UserId == db.Reach.Invigilator).Select(part => part.ExamSessionId);
        Expression<Func<IQueryable<Id<Invitation>>>> registered = () => db.Invitations
            .Where(invitation => db.ExamSessionInvigilators.Any(part => part.ExamSessionId == invitation.ExamSessionId && part.UserId == db.Reach.Invigilator))
            .Select(invitation => invitation.Id);
        Expression<Func<IQueryable<Id<Candidate>>>> seated = () => db.Invitations
            .Where(invitation => db.ExamSessionInvigilators.Any(part => part.ExamSessionId == invitation.ExamSessionId && part.UserId == db.Reach.Invigilator))
            .Select(invitation => invitation.CandidateId);

        var filters = new Filters(builder, db.Reach);
        filters.Add<Department>(department => department.Id == db.Reach.Home);
        filters.Add<ApiKey>(department: key => key.DepartmentId == db.Reach.Department);
        filters.Add<CreditTransaction>(department: entry => entry.DepartmentId == db.Reach.Department);
        filters.Add<PartnerGrant>(department: grant => grant.DepartmentId == db.Reach.Department);
        filters.Add(
            user => user.Id == db.Reach.User,
            department: user => user.DepartmentId == db.Reach.Department,
            teacher: In<User, User>(colleagues, user => user.Id));
        filters.Add(
            department: group => group.DepartmentId == db.Reach.Department,
            teacher: In<Group, Group>(groups, group => group.Id));
        filters.Add(
            department: candidate => candidate.DepartmentId == db.Reach.Department,
            teacher: In<Candidate, Candidate>(candidates, candidate => candidate.Id),
            invigilator: In<Candidate, Candidate>(seated, candidate => candidate.Id));
        filters.Add(
            session => session.PlannedBy == db.Reach.User,
            department: session => session.DepartmentId == db.Reach.Department,
            invigilator: In<ExamSession, ExamSession>(sessions, session => session.Id));

        // A candidate's work is seen by whoever sees the candidate.
        filters.Add(
            department: invitation => invitation.DepartmentId == db.Reach.Department,
            teacher: In<Invitation, Candidate>(candidates, invitation => invitation.CandidateId),
            invigilator: invitation => db.ExamSessionInvigilators.Any(part => part.ExamSessionId == invitation.ExamSessionId && part.UserId == db.Reach.Invigilator));
        filters.Add(
            department: sitting => sitting.DepartmentId == db.Reach.Department,
            teacher: In<Sitting, Candidate>(candidates, sitting => sitting.CandidateId),
            invigilator: In<Sitting, Invitation>(registered, sitting => sitting.InvitationId));
        filters.Add(
            department: result => result.DepartmentId == db.Reach.Department,
            teacher: In<Result, Candidate>(candidates, result => result.CandidateId));
        filters.Add<SittingEvent>(line => db.Sittings.Any(sitting => sitting.Id == line.SittingId));
        filters.Add<Recording>(recording => db.Sittings.Any(sitting => sitting.Id == recording.SittingId));
        filters.Add<SittingRating>(rating => db.Sittings.Any(sitting => sitting.Id == rating.SittingId));

        filters.Add<Order>(); // what the organisation as a whole has bought

        // What somebody asked for shows what they could see then, and may show more than they see now.
        filters.Add<Report>(report => report.RequestedBy == db.Reach.User, department: report => report.DepartmentId == db.Reach.Department);
        filters.Add<Job>(job => job.RequestedBy == db.Reach.User, department: job => job.DepartmentId == db.Reach.Department);
    }

    private static Expression<Func<T, bool>> In<T, TId>(Expression<Func<IQueryable<Id<TId>>>> set, Expression<Func<T, Id<TId>>> id)
        where TId : IIdentified => Expression.Lambda<Func<T, bool>>(
            Expression.Call(typeof(Queryable), nameof(Queryable.Contains), [typeof(Id<TId>)], set.Body, id.Body), id.Parameters);

    private sealed class Filters(ModelBuilder builder, Reach reach)
    {
        /// <summary>What anybody sees, or a whole department, or a teacher, or an invigilator: those of them that this reach has.</summary>
        public void Add<T>(
            Expression<Func<T, bool>>? anybody = null, Expression<Func<T, bool>>? department = null, Expression<Func<T, bool>>? teacher = null,
            Expression<Func<T, bool>>? invigilator = null)
            where T : TenantOwned
        {
            var row = Expression.Parameter(typeof(T), "row");
            var seen = new[]
                {
                    anybody, reach.Department.IsNone ? null : department, reach.Teacher.IsNone ? null : teacher, reach.Invigilator.IsNone ? null : invigilator,
                }
                .OfType<Expression<Func<T, bool>>>()
                .Select(filter => new Parameter(filter.Parameters[0], row).Visit(filter.Body))
                .Aggregate((Expression?)null, (all, one) => all is null ? one : Expression.OrElse(all, one));
            builder.Entity<T>().HasQueryFilter(Name, Expression.Lambda<Func<T, bool>>(seen ?? Expression.Constant(false), row));
        }
    }

    private sealed class Parameter(ParameterExpression from, ParameterExpression to) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : node;
    }
}

/// <summary>One model for each kind of reach: all, and any of a department, a teacher and an invigilator.</summary>
internal sealed class ReachModelKey : IModelCacheKeyFactory
{
    public object Create(DbContext context, bool designTime) => context is AppDb { Reach: var reach }
        ? (context.GetType(), designTime, reach.IsEverything, !reach.Department.IsNone, !reach.Teacher.IsNone, !reach.Invigilator.IsNone)
        : (context.GetType(), designTime);
}
