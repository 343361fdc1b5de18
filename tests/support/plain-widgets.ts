/**
 * Python for a cell that speaks Jupyter's protocol for widgets (2.1.0) over the package `comm`, without ipywidgets, whose wheels no
 * test may download: `widget` makes one, `show` shows it, `heard` has what the page said of it.
 */
export const PLAIN_WIDGETS = `
from comm import create_comm
heard = []

def widget(name, module="@jupyter-widgets/controls", view=None, buffers=None, **state):
    paths = [[key] for key in buffers or {}]
    fields = dict(_model_module=module, _model_name=name, _model_module_version="2.0.0", _view_module=module,
                  _view_module_version="2.0.0", _view_name=view, **state)
    made = create_comm(target_name="jupyter.widget", data={"state": fields, "buffer_paths": paths},
                       metadata={"version": "2.1.0"}, buffers=list((buffers or {}).values()))
    def on(message):
        data = message["content"]["data"]
        heard.append(data.get("state") or data.get("content"))
        if "state" in data:
            made.send({"method": "echo_update", "state": data["state"], "buffer_paths": []})
    made.on_msg(on)
    return made

def ref(made):
    return "IPY_MODEL_" + made.comm_id

def slider(**state):
    layout = widget("LayoutModel", "@jupyter-widgets/base", "LayoutView")
    style = widget("SliderStyleModel", view="StyleView")
    return widget("IntSliderModel", view="IntSliderView", layout=ref(layout), style=ref(style),
                  **{"value": 3, "min": 0, "max": 10, "step": 1, "description": "x", **state})

def show(made):
    view = {"version_major": 2, "version_minor": 0, "model_id": made.comm_id}
    display({"application/vnd.jupyter.widget-view+json": view, "text/plain": "a widget"}, raw=True)

def put(made, **state):
    made.send({"method": "update", "state": state, "buffer_paths": []})
`;
