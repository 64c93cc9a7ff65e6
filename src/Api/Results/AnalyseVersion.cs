using System.Globalization;
using Cesuur.Api.Catalogue;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Results.Analysis;
using Cesuur.Domain.Sessions;
using Cesuur.Infrastructure;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Imports;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Results;

/// <summary>Of which sittings, at which cut scores, and as what.</summary>
public sealed record AnalysisRequest
{
    /// <summary>Only sittings in sessions of this exam moment of the organisation's own.</summary>
    public Id<ExamMoment>? ExamMomentId { get; init; }

    /// <summary>Only what was graded on this day or later, in the Netherlands.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Only what was graded on this day or earlier.</summary>
    public DateOnly? To { get; init; }

    /// <summary>A cut score to consider, as often as there are; the version's own unless given.</summary>
    public int[]? CutScore { get; init; }

    /// <summary><c>json</c> or <c>csv</c>; <c>json</c> unless given.</summary>
    public string? Format { get; init; }

    /// <summary>What a CSV file has a row for: <c>items</c>, <c>options</c>, <c>distribution</c>, <c>cut_scores</c> or <c>test</c>; <c>items</c> unless given.</summary>
    public string? Table { get; init; }
}

/// <summary>
/// Figures for setting the cut score of a version when the data are known (P §4), over all sittings of all organisations
/// that used it. Below 10 sittings there are none, below 30 no correlations, reliability or consistency.
/// </summary>
internal sealed class AnalyseVersion : IEndpoint
{
    private enum Format
    {
        Json,
        Csv,
    }

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/tests/{testId}/versions/{versionId}/analysis", Handle)
        .Requires(Permission.TestsWrite)
        .AnswersAlso("text/csv")
        .Fails(HttpErrors.NotFound, HttpErrors.MalformedRequest, HttpErrors.Invalid);

    private static async Task<Results<Ok<AnalysisFigures>, FileContentHttpResult>> Handle(
        Id<Test> testId, Id<TestVersion> versionId, [AsParameters] AnalysisRequest wanted, AppDb db, GradedSittings sittings, VersionScorings scorings, CancellationToken cancel)
    {
        var format = Filters.Enum<Format>("format", wanted.Format) ?? Format.Json;
        var table = Filters.Enum<AnalysisTable>("table", wanted.Table) ?? AnalysisTable.Items;
        var version = await db.OwnVersions(testId).AsNoTracking().Where(version => version.Id == versionId).RequireAsync(cancel);
        var scoring = version.State == VersionState.Draft ? null : await scorings.LoadAsync(version, upTo: null, cancel);
        var cutScores = wanted.CutScore is { Length: > 0 } given ? given : (scoring?.CutScore ?? version.CutScore) is { } own ? [own] : [];
        if (Array.Exists(cutScores, cut => cut < 1 || cut > version.MaxPoints))
        {
            var most = version.MaxPoints.ToString("0.####", CultureInfo.InvariantCulture);
            throw HttpErrors.Member("cutScore", "out_of_range", $"A cut score lies from 1 to the maximum, which is {most} points.");
        }

        if (wanted.ExamMomentId is { } moment && !await db.ExamMoments.AnyAsync(own => own.Id == moment, cancel))
        {
            throw HttpErrors.References(["examMomentId"]);
        }

        var analysis = new VersionAnalysis(scoring?.Content ?? version.Content, version.Policies);
        var filter = new GradedSittingFilter(
            wanted.ExamMomentId, Days.StartOf(wanted.From ?? DateOnly.MinValue), Days.EndOf(wanted.To ?? DateOnly.MaxValue));
        await foreach (var sitting in sittings.ReadAsync(db.TenantId, versionId, filter, cancel))
        {
            analysis.Add(sitting.Points, sitting.Items, sitting.Answers);
        }

        var figures = analysis.Figures(cutScores);
        return format == Format.Csv
            ? TypedResults.File(CsvWriting.Write(AnalysisRows.Of(figures, table)), "text/csv", $"{SnakeCaseEnum.Write(table)}.csv")
            : TypedResults.Ok(figures);
    }
}
