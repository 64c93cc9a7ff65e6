using Cesuur.Api.Delivery;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.People;
using Cesuur.Domain.Rating;
using Cesuur.Domain.Reports;
using Cesuur.Domain.Results;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Reports;

/// <summary>What the templates of the reports say, read from the results as they stand now.</summary>
internal sealed class ReportData(AppDb db, PublishedVersions versions, Clock clock)
{
    /// <exception cref="DomainException"><c>report_results_gone</c></exception>
    public async Task<object> ReadAsync(Report report, CancellationToken cancel)
    {
        var lines = await ReadLinesAsync(report, cancel);
        var organisation = await db.Organisations.Select(organisation => new { organisation.Name }).SingleAsync(cancel);
        var generatedAt = Days.Local(clock.Now);
        return report.Kind switch
        {
            ReportKind.Candidate => new
            {
                organisation,
                Candidate = new { lines[0].Candidate.Name, lines[0].Candidate.Number, lines[0].Candidate.DateOfBirth },
                generatedAt,
                Results = await DetailsAsync(lines, cancel),
            },
            _ => new { organisation, generatedAt, Tests = TestsOf(lines) },
        };
    }

    /// <summary>The results in the order in which they were asked for.</summary>
    private async Task<List<Line>> ReadLinesAsync(Report report, CancellationToken cancel)
    {
        var ids = report.ResultIds.Select(id => new Id<Result>(id)).ToList();
        var found = await (
            from result in db.Results
            join version in db.ResultVersions on new { Id = result.Id, Number = result.CurrentNumber } equals new { Id = version.ResultId, version.Number }
            join candidate in db.Candidates on result.CandidateId equals candidate.Id
            join sitting in db.Sittings on result.SittingId equals sitting.Id
            join test in db.Tests on result.TestId equals test.Id
            where ids.Contains(result.Id)
            select new Line(result, version, candidate, sitting, test)).AsNoTracking().ToListAsync(cancel);
        return found.Count == ids.Count
            ? [.. found.OrderBy(line => ids.IndexOf(line.Result.Id))]
            : throw new DomainException(ReportErrors.ResultsGone);
    }

    private async Task<List<object>> DetailsAsync(List<Line> lines, CancellationToken cancel)
    {
        var ratings = lines.Select(line => line.Version.RatingId).OfType<Id<SittingRating>>().ToList();
        var rated = (await db.RatedTasks.AsNoTracking().Where(task => ratings.Contains(task.RatingId)).ToListAsync(cancel))
            .ToLookup(task => task.RatingId);
        var details = new List<object>();
        foreach (var line in lines)
        {
            var content = (await versions.GetAsync(db.TenantId, line.Result.VersionId, cancel)).Version.Content;
            var scores = line.Version.RatingId is { } rating ? rated[rating].ToDictionary(task => task.ItemId, task => task.Score.Scores) : [];
            details.Add(Detail(line, content, scores));
        }

        return details;
    }

    private static object Detail(Line line, TestContent content, Dictionary<Id<Item>, IReadOnlyDictionary<string, int>> scores)
    {
        var points = line.Version.Items.ToDictionary(item => item.ItemId, item => item.Points);
        return new
        {
            TestTitle = line.Test.Title,
            line.Test.Skill,
            line.Test.Level,
            line.TakenOn,
            line.Version.Points,
            line.Version.MaxPoints,
            line.Version.CutScore,
            line.Version.Outcome,
            line.Version.Mark,
            Sections = content.Sections.Select(section => new
            {
                section.Title,
                Points = section.Items.Sum(item => points[item.Id]),
                MaxPoints = section.Items.Sum(item => item.MaxPoints),
            }),
            Tasks = content.ItemsToRate.Select(item => new
            {
                Title = item.Identifier,
                Points = points[item.Id],
                item.MaxPoints,
                Criteria = item.Rubric!.Criteria.Select(criterion => new
                {
                    criterion.Title,
                    Points = scores.GetValueOrDefault(item.Id)?.GetValueOrDefault(criterion.Id) ?? 0,
                    criterion.MaxPoints,
                }),
            }),
        };
    }

    /// <summary>By version, since another version has other points to earn.</summary>
    private static IEnumerable<object> TestsOf(List<Line> lines) =>
        from line in lines
        group line by line.Result.VersionId into taken
        let first = taken.First()
        orderby first.Test.SearchKey
        select new
        {
            TestTitle = first.Test.Title,
            first.Test.Level,
            first.Version.MaxPoints,
            first.Version.CutScore,
            Rows = taken.OrderBy(line => line.Candidate.SearchKey, StringComparer.Ordinal).Select(line => new
            {
                CandidateName = line.Candidate.Name,
                line.Candidate.Number,
                line.TakenOn,
                line.Version.Points,
                line.Version.Outcome,
                line.Version.Mark,
            }),
            Summary = new
            {
                Count = taken.Count(),
                Passed = taken.Count(line => line.Version.Outcome == Outcome.Pass),
                MeanPoints = taken.Average(line => (decimal)line.Version.Points),
            },
        };

    private sealed record Line(Result Result, ResultVersion Version, Candidate Candidate, Sitting Sitting, Test Test)
    {
        public DateTimeOffset TakenOn => Days.Local(Sitting.StartedAt!.Value);
    }
}
