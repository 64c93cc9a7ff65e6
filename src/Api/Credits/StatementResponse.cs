using Cesuur.Api.Invitations;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;

namespace Cesuur.Api.Credits;

/// <summary>What departments used in a period, and what they owe the organisation for it.</summary>
public sealed record StatementResponse
{
    /// <summary>The first day, in the Netherlands.</summary>
    public required DateOnly From { get; init; }

    /// <summary>The last day.</summary>
    public required DateOnly To { get; init; }

    /// <summary>By name.</summary>
    public required IReadOnlyList<DepartmentStatement> Departments { get; init; }
}

public sealed record DepartmentStatement
{
    public required Id<Department> DepartmentId { get; init; }

    public required string Name { get; init; }

    /// <summary>By title; a test stands here once for each price that it was charged at.</summary>
    public required IReadOnlyList<StatementLine> Lines { get; init; }

    /// <summary>What is owed, one for each currency.</summary>
    public required IReadOnlyList<StatementTotal> Totals { get; init; }

    /// <summary>What happened to the department's own credits; absent while it has never had any.</summary>
    public StatementAllocation? Allocation { get; init; }
}

public sealed record StatementLine
{
    public required Id<Test> TestId { get; init; }

    public required string TestTitle { get; init; }

    /// <summary>Absent: no prices were in force.</summary>
    public InvitationPrice? Price { get; init; }

    /// <summary>Invitations made in the period.</summary>
    public required long Invited { get; init; }

    /// <summary>Invitations, of this period or an earlier one, whose credit came back in it, deactivated for the most part: each is credited at the price that was charged.</summary>
    public required long Deactivated { get; init; }

    /// <summary>Invited less deactivated; below zero when more came back than went out.</summary>
    public required long Count { get; init; }

    /// <summary>Minor units: the count at this price. Absent without a price.</summary>
    public long? Amount { get; init; }
}

public sealed record StatementTotal
{
    /// <summary>ISO 4217.</summary>
    public required string Currency { get; init; }

    /// <summary>Minor units.</summary>
    public required long Amount { get; init; }
}

/// <summary>Credits of a department's own, in the period.</summary>
public sealed record StatementAllocation
{
    /// <summary>The balance when the period began.</summary>
    public required long Opening { get; init; }

    /// <summary>Allocated, less what was taken back.</summary>
    public required long Allocated { get; init; }

    /// <summary>Spent on invitations.</summary>
    public required long Spent { get; init; }

    /// <summary>Given back for invitations that were deactivated, expired, or those of absentees.</summary>
    public required long Refunded { get; init; }

    /// <summary>The balance when the period ended.</summary>
    public required long Closing { get; init; }
}
