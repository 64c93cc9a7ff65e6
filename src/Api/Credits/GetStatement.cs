using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Api.Invitations;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Credits;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Documents;
using Cesuur.Infrastructure.Imports;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Credits;

/// <summary>Of whom, of which days, and as what.</summary>
public sealed record StatementRequest
{
    /// <summary>Absent: all departments that the caller sees.</summary>
    public Id<Department>? DepartmentId { get; init; }

    /// <summary>The first day, in the Netherlands.</summary>
    public required DateOnly From { get; init; }

    /// <summary>The last day.</summary>
    public required DateOnly To { get; init; }

    /// <summary><c>json</c>, <c>csv</c> or <c>pdf</c>; <c>json</c> unless given.</summary>
    public string? Format { get; init; }

    /// <summary>The language of a PDF, <c>nl</c> or <c>en</c>; <c>nl</c> unless given.</summary>
    public string? Language { get; init; }
}

/// <summary>
/// What departments used in a period and owe for it: per test the invitations charged, those deactivated and credited,
/// and what they come to. A period that is over does not change.
/// </summary>
internal sealed class GetStatement : IEndpoint
{
    private const int FirstYear = 2000;
    private const int LastYear = 2100;

    private enum Format
    {
        Json,
        Csv,
        Pdf,
    }

    private enum Language
    {
        Nl,
        En,
    }

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/statements", Handle)
        .Requires(Permission.TransactionsRead)
        .AnswersAlso("text/csv", "application/pdf")
        .Fails(HttpErrors.MalformedRequest, HttpErrors.Invalid);

    private static async Task<Results<Ok<StatementResponse>, FileContentHttpResult>> Handle(
        [AsParameters] StatementRequest wanted, AppDb db, DepartmentStatements statements, IDocumentRenderer renderer, Clock clock, CancellationToken cancel)
    {
        var format = Filters.Enum<Format>("format", wanted.Format) ?? Format.Json;
        var language = Filters.Enum<Language>("language", wanted.Language) ?? Language.Nl;
        var statement = await ReadAsync(wanted, db, statements, cancel);
        var name = $"statement-{wanted.From:yyyy-MM-dd}-{wanted.To:yyyy-MM-dd}";
        switch (format)
        {
            case Format.Csv:
                return TypedResults.File(CsvWriting.Write(StatementRows.Of(statement)), "text/csv", $"{name}.csv");
            case Format.Pdf:
                var organisation = await db.Organisations.Select(organisation => new { organisation.Name }).SingleAsync(cancel);
                var data = new { organisation, GeneratedAt = Days.Local(clock.Now), statement.From, statement.To, statement.Departments };
                var pdf = await renderer.RenderPdfAsync("statement", data, language == Language.En ? "en" : "nl", cancel);
                return TypedResults.File(pdf, "application/pdf", $"{name}.pdf");
            default:
                return TypedResults.Ok(statement);
        }
    }

    private static async Task<StatementResponse> ReadAsync(StatementRequest wanted, AppDb db, DepartmentStatements statements, CancellationToken cancel)
    {
        if (wanted.From.Year < FirstYear || wanted.To.Year > LastYear || wanted.To < wanted.From)
        {
            throw HttpErrors.Member("to", "out_of_range", $"A period ends after it begins, in the years {FirstYear} to {LastYear}.");
        }

        var departments = await db.Departments
            .Where(department => wanted.DepartmentId == null || department.Id == wanted.DepartmentId)
            .OrderBy(department => department.SearchKey).Select(department => new { department.Id, department.Name }).ToListAsync(cancel);
        if (wanted.DepartmentId is not null && departments.Count == 0)
        {
            throw HttpErrors.References(["departmentId"]);
        }

        var ids = departments.Select(department => department.Id.Value).ToArray();
        var (from, to) = (Days.StartOf(wanted.From), Days.EndOf(wanted.To));
        var counts = (await statements.CountAsync(ids, from, to, cancel)).ToLookup(count => count.DepartmentId);
        var allocations = (await statements.AllocationsAsync(ids, from, to, cancel)).ToDictionary(allocation => allocation.DepartmentId);
        return new StatementResponse
        {
            From = wanted.From,
            To = wanted.To,
            Departments = departments.ConvertAll(department => Section(
                department.Id, department.Name, [.. counts[department.Id.Value].Select(Line)], allocations.GetValueOrDefault(department.Id.Value))),
        };
    }

    private static DepartmentStatement Section(Id<Department> id, string name, IReadOnlyList<StatementLine> lines, AllocationMovements? allocation) => new()
    {
        DepartmentId = id,
        Name = name,
        Lines = lines,
        Totals =
        [
            .. from line in lines
               where line.Price is not null
               group line.Amount!.Value by line.Price!.Currency into owed
               orderby owed.Key
               select new StatementTotal { Currency = owed.Key, Amount = owed.Sum() },
        ],
        Allocation = allocation is null ? null : new StatementAllocation
        {
            Opening = allocation.Opening,
            Allocated = allocation.Allocated,
            Spent = allocation.Spent,
            Refunded = allocation.Refunded,
            Closing = allocation.Closing,
        },
    };

    private static StatementLine Line(StatementCount count)
    {
        var net = count.Invited - count.Deactivated;
        return new StatementLine
        {
            TestId = new(count.TestId),
            TestTitle = count.TestTitle,
            Price = count.PriceAmount is { } amount ? new InvitationPrice { Amount = amount, Currency = count.PriceCurrency! } : null,
            Invited = count.Invited,
            Deactivated = count.Deactivated,
            Count = net,
            Amount = net * count.PriceAmount,
        };
    }
}
