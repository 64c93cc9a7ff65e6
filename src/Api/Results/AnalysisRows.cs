using Cesuur.Domain.Results.Analysis;
using Cesuur.Infrastructure;

namespace Cesuur.Api.Results;

/// <summary>Which part of an analysis is written as a table.</summary>
internal enum AnalysisTable
{
    Items,
    Options,
    Distribution,
    CutScores,
    Test,
}

/// <summary>An analysis as tables for R or a spreadsheet: the same figures by the same names, a row for each; an empty cell where there is none.</summary>
internal static class AnalysisRows
{
    public static IEnumerable<IReadOnlyList<object?>> Of(AnalysisFigures figures, AnalysisTable table) => table switch
    {
        AnalysisTable.Options =>
        [
            ["itemId", "identifier", "part", "option", "inKey", "count", "meanRestScore"],
            .. from item in figures.Items
               from option in item.Options
               select (object?[])[$"{item.ItemId}", item.Identifier, option.Part, option.Option, option.InKey, option.Count, option.MeanRestScore],
        ],
        AnalysisTable.Distribution => [["points", "count"], .. figures.Distribution.Select(score => (object?[])[score.Points, score.Count])],
        AnalysisTable.CutScores =>
        [
            ["cutScore", "passed", "passRate", "decisionConsistency", "kappa", "conditionalStandardError", "absentBecause"],
            .. figures.CutScores.Select(cut => (object?[])
                [cut.CutScore, cut.Passed, cut.PassRate, cut.DecisionConsistency, cut.Kappa, cut.ConditionalStandardError, Text(cut.AbsentBecause)]),
        ],
        AnalysisTable.Test =>
        [
            [
                "sittings", "sittingsWithAnswers", "itemCount", "maxPoints", "mean", "standardDeviation", "lowest", "lowerQuartile", "median",
                "upperQuartile", "highest", "cronbachAlpha", "standardErrorOfMeasurement", "absentBecause",
            ],
            [
                figures.Sittings, figures.SittingsWithAnswers, figures.Test?.ItemCount, figures.Test?.MaxPoints, figures.Test?.Mean,
                figures.Test?.StandardDeviation, figures.Test?.Lowest, figures.Test?.LowerQuartile, figures.Test?.Median, figures.Test?.UpperQuartile,
                figures.Test?.Highest, figures.Test?.CronbachAlpha, figures.Test?.StandardErrorOfMeasurement, Text(figures.AbsentBecause ?? figures.Test?.AbsentBecause),
            ],
        ],
        _ =>
        [
            ["itemId", "identifier", "type", "maxPoints", "mean", "standardDeviation", "pValue", "itemRestCorrelation", "omitted", "absentBecause"],
            .. figures.Items.Select(item => (object?[])
            [
                $"{item.ItemId}", item.Identifier, SnakeCaseEnum.Write(item.Type), item.MaxPoints, item.Mean, item.StandardDeviation, item.PValue,
                item.ItemRestCorrelation, item.Omitted, Text(item.AbsentBecause),
            ]),
        ],
    };

    private static string? Text(Absence? reason) => reason is null ? null : SnakeCaseEnum.Write(reason.Value);
}
