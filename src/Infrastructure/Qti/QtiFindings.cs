using System.Xml;
using System.Xml.Linq;

namespace Cesuur.Infrastructure.Qti;

/// <summary>Collects what is found in one file: every error, and of notices as many as a person can still read.</summary>
public sealed class QtiFindings(string file)
{
    private const int Most = 200;

    private readonly List<QtiFinding> all = [];

    private QtiFindings? whole;

    public IReadOnlyList<QtiFinding> All => all;

    public bool HasErrors { get; private set; }

    /// <summary>For a file that is a part of this one: what is found there is found here too.</summary>
    public QtiFindings In(string part) => new(part) { whole = this };

    public void Error(XElement at, string code, string detail)
    {
        for (var one = this; one is not null; one = one.whole)
        {
            one.HasErrors = true;
        }

        Add(QtiSeverity.Error, at, code, detail);
    }

    public void Notice(XElement at, string code, string detail) => Add(QtiSeverity.Notice, at, code, detail);

    /// <summary>Where an element is: below the root of its file, with its line where it was read with lines.</summary>
    public static string PlaceOf(XElement element)
    {
        var steps = element.AncestorsAndSelf().TakeWhile(step => step.Parent is not null).Select(Step).Reverse().ToList();
        var path = steps.Count == 0 ? element.Name.LocalName : string.Join('/', steps);
        return element is IXmlLineInfo line && line.HasLineInfo() ? $"{path} (line {line.LineNumber})" : path;
    }

    private static string Step(XElement element) => element.Parent!.Elements(element.Name).Skip(1).Any()
        ? $"{element.Name.LocalName}[{element.ElementsBeforeSelf(element.Name).Count() + 1}]"
        : element.Name.LocalName;

    private void Add(QtiSeverity severity, XElement at, string code, string detail)
    {
        var finding = new QtiFinding { Severity = severity, File = file, Place = PlaceOf(at), Code = code, Detail = detail };
        for (var one = this; one is not null; one = one.whole)
        {
            if (severity == QtiSeverity.Error || one.all.Count < Most)
            {
                one.all.Add(finding);
            }
        }
    }
}
