using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using Cesuur.Domain.Rating;

namespace Cesuur.Infrastructure.Qti;

/// <summary>
/// Writes a rubric for scorers: as a table for people, and as data for us. The guidance stands in the text only, since
/// it may name files.
/// </summary>
internal static class RubricWriter
{
    public static XElement Write(Rubric rubric, QtiTextWriter text) => new(
        QtiNames.Qti + "qti-rubric-block",
        new XAttribute("view", "scorer"),
        new XAttribute("use", "scoring"),
        new XAttribute(RubricReader.Data, JsonSerializer.Serialize(rubric with { Guidance = null }, Json.Options)),
        Html(
            "qti-content-body",
            rubric.Guidance is null ? null : Html("div", new XAttribute(RubricReader.Guidance, ""), text.Write(rubric.Guidance)),
            Html(
                "table",
                Html("thead", Html("tr", Html("th", "Criterion"), Html("th", "Points"), Html("th", "Guidance"))),
                Html("tbody", rubric.Criteria.Select(criterion => Html(
                    "tr",
                    Html("td", criterion.Title),
                    Html("td", string.Create(CultureInfo.InvariantCulture, $"0–{criterion.MaxPoints}")),
                    Html("td", criterion.Guidance ?? ""))))),
            rubric.Gates.Select(gate => Html("p", $"With 0 on {gate.Criterion}, all other criteria are 0.")),
            rubric.Caps.Select(cap => Html(
                "p",
                string.Create(CultureInfo.InvariantCulture, $"{cap.Flag}: at most {cap.MaxPoints} on {string.Join(", ", cap.Criteria)}. {cap.Description}")))));

    private static XElement Html(string name, params object?[] content) => new(QtiNames.Qti + name, content);
}
